import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

export const approvalsConfig = defineConfig(
  'approvals',
  z.object({
    /** How long a call waits for a person before it is refused. */
    APPROVAL_SECONDS: z.coerce.number().int().min(5).max(3_600).default(600),
  }),
);
export type ApprovalsConfig = ConfigOf<typeof approvalsConfig>;
