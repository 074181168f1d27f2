import { DOOR_SOCKET_PATH, WORKSPACE_PATH } from '@renum/contracts';
import { z } from 'zod';

const schema = z.object({
  RENUM_DOOR: z.string().min(1).default(DOOR_SOCKET_PATH),
  RENUM_WORKSPACE: z.string().startsWith('/').default(WORKSPACE_PATH),
});

export interface SunaConfig {
  /** Path of the Unix socket that is the sandbox's only exit. */
  door: string;
  /** Absolute path of the folder in which the agent works. */
  workspace: string;
}

/** Reads the environment once; throws an error that names every bad variable. */
export const readConfig = (
  environment: Record<string, string | undefined> = process.env,
): SunaConfig => {
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    throw new Error(`Suna's environment is wrong:\n${z.prettifyError(parsed.error)}`);
  }
  return { door: parsed.data.RENUM_DOOR, workspace: parsed.data.RENUM_WORKSPACE };
};
