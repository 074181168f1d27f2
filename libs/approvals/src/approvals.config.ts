import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

export const approvalsConfig = defineConfig(
  'approvals',
  z.object({
    /**
     * How long a call waits for a person before it is refused. With the call itself, it must stay
     * below the 20 minutes for which a sandbox waits for an answer.
     */
    APPROVAL_SECONDS: z.coerce.number().int().min(5).max(900).default(600),
  }),
);
export type ApprovalsConfig = ConfigOf<typeof approvalsConfig>;
