import { randomBytes } from 'node:crypto';
import { testEnvironment } from './environment';

export interface TestRedis {
  url: string;
  /** Keys of one spec file; a shared server stays free of collisions. */
  prefix: string;
}

export function createTestRedis(): TestRedis {
  return {
    url: testEnvironment('TEST_REDIS_URL'),
    prefix: `test-${randomBytes(6).toString('hex')}`,
  };
}
