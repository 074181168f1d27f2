import { types } from 'node:util';

/** One JSON line on stderr, which the container engine keeps; never a message's content. */
export const log = (
  level: 'info' | 'warn' | 'error',
  msg: string,
  fields: Record<string, unknown> = {},
): void => {
  process.stderr.write(
    `${JSON.stringify({ level, time: new Date().toISOString(), msg, ...fields })}\n`,
  );
};

/** What to write of an unknown thrown value. */
export const describe = (error: unknown): string =>
  types.isNativeError(error) ? error.message || error.name : String(error);

/** The system's code of an error, for instance `ESRCH`. */
export const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
