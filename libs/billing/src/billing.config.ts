import { join } from 'node:path';
import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

export const billingConfig = defineConfig(
  'billing',
  z
    .object({
      /** The installation's data directory. */
      RENUM_HOME: z.string().min(1),
    })
    .transform(({ RENUM_HOME }) => ({ journalRoot: join(RENUM_HOME, 'journal') })),
);
export type BillingConfig = ConfigOf<typeof billingConfig>;
