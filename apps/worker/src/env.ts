import type { Environment } from '@renum/platform';

/** The one place of this app that reads the environment. */
export const environment: Environment = process.env;
