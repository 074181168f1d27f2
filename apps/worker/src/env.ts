import { databaseConfig } from '@renum/database';
import { orchestratorConfig } from '@renum/orchestrator';
import { loggingConfig, type ConfigSlice, type Environment } from '@renum/platform';
import { redisConfig } from '@renum/queues';
import { sandboxConfig } from '@renum/sandbox';
import { workerConfig } from './worker.config';

/** The one place where the worker reads its environment. */
export const environment: Environment = process.env;

export const slices: readonly ConfigSlice[] = [
  loggingConfig,
  databaseConfig,
  redisConfig,
  orchestratorConfig,
  sandboxConfig,
  workerConfig,
];
