import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { databaseConfig, DatabaseModule, type EntityList } from '@renum/database';
import { ConfigModule, type ConfigSlice, type Environment } from '@renum/platform';
import { redisConfig } from '@renum/queues';
import { createTestDatabase, type TestDatabase } from './database';
import { createTestRedis, type TestRedis } from './redis';

export interface TestServices {
  database: TestDatabase;
  redis: TestRedis;
  /** What a process of the platform would find in its environment. */
  environment: Environment;
  /** A second process on the same services, for what several of them must agree on. */
  process(metadata: TestProcess): Promise<TestingModule>;
  close(): Promise<void>;
}

export interface TestProcess {
  imports: ModuleMetadata['imports'];
  entities: EntityList;
  slices: readonly ConfigSlice[];
  environment?: Environment;
}

/** Real services, and Nest modules on them as in a process of the platform. */
export async function createTestServices(): Promise<TestServices> {
  const database = await createTestDatabase();
  const redis = createTestRedis();
  const folder = mkdtempSync(path.join(tmpdir(), 'renum-test-'));
  const rootKeyFile = path.join(folder, 'root.key');
  writeFileSync(rootKeyFile, randomBytes(32).toString('base64'), { mode: 0o600 });
  const environment = {
    DATABASE_URL: database.appUrl,
    DATABASE_PLATFORM_URL: database.platformUrl,
    REDIS_URL: redis.url,
    REDIS_PREFIX: redis.prefix,
    ROOT_KEY_FILE: rootKeyFile,
    RENUM_HOME: folder,
    WORKSPACES_DIR: path.join(folder, 'workspaces'),
    LOG_LEVEL: 'silent',
  };
  const open: TestingModule[] = [];
  return {
    database,
    redis,
    environment,
    process: async ({ imports = [], entities, slices, environment: more }) => {
      const config = ConfigModule.forRoot([databaseConfig, redisConfig, ...slices], {
        ...environment,
        ...more,
      });
      const module = await Test.createTestingModule({
        imports: [config, DatabaseModule.forRoot({ entities }), ...imports],
      }).compile();
      open.push(module);
      return module.init();
    },
    close: async () => {
      for (const module of open) await module.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
