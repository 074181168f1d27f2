import { defineConfig, flag, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

export const seedConfig = defineConfig(
  'seed',
  z.object({
    /** False: only the operator is made. */
    DEMO: flag.default(true),
    DEMO_OWNER_EMAIL: z.email().default('owner@demo.renum.local'),
    DEMO_OWNER_PASSWORD: z.string().min(10),
    OPERATOR_EMAIL: z.email().default('operator@renum.local'),
    OPERATOR_PASSWORD: z.string().min(10),
  }),
);
export type SeedConfig = ConfigOf<typeof seedConfig>;
