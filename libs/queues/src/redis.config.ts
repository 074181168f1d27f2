import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

export const redisConfig = defineConfig(
  'redis',
  z.object({
    REDIS_URL: z.url({ protocol: /^rediss?$/ }),
    /** Starts every key, so that installations can share one server. */
    REDIS_PREFIX: z
      .string()
      .regex(/^[\w.-]+$/)
      .default('renum'),
  }),
);
export type RedisConfig = ConfigOf<typeof redisConfig>;
