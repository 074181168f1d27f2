import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

export const orchestratorConfig = defineConfig(
  'orchestrator',
  z.object({
    /** One folder a tenant, one below it a thread. */
    WORKSPACES_DIR: z.string().min(1),
    /** How long a claimed run stays its worker's without a word from it. */
    LEASE_SECONDS: z.coerce.number().int().min(3).max(600).default(15),
  }),
);
export type OrchestratorConfig = ConfigOf<typeof orchestratorConfig>;
