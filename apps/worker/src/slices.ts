import { databaseConfig } from '@renum/database';
import { orchestratorConfig } from '@renum/orchestrator';
import { loggingConfig, type ConfigSlice } from '@renum/platform';
import { redisConfig } from '@renum/queues';
import { sandboxConfig } from '@renum/sandbox';
import { workerConfig } from './worker.config';

/** What the worker needs configured. One line a lib. */
export const slices: readonly ConfigSlice[] = [
  loggingConfig,
  databaseConfig,
  redisConfig,
  orchestratorConfig,
  sandboxConfig,
  workerConfig,
];
