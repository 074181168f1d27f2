import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

export const databaseConfig = defineConfig(
  'database',
  z.object({
    /** Role renum_app: tenant work, under row level security. */
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    /** Role renum_platform: what crosses tenants. */
    DATABASE_PLATFORM_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
    DATABASE_PLATFORM_POOL: z.coerce.number().int().min(1).max(200).default(5),
  }),
);
export type DatabaseConfig = ConfigOf<typeof databaseConfig>;
