import type { z } from 'zod';

/** The variables of a process, as its one `env.ts` hands them over. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * One lib's part of the configuration. Keys of the schema are the names of the variables, so that
 * a search for a variable finds who reads it.
 */
export interface ConfigSlice<T extends object = object> {
  /** The token to inject the parsed slice by. */
  readonly KEY: symbol;
  readonly name: string;
  readonly schema: z.ZodType<T>;
}

export type ConfigOf<S> = S extends ConfigSlice<infer T> ? Readonly<T> : never;

export function defineConfig<T extends object>(name: string, schema: z.ZodType<T>): ConfigSlice<T> {
  return { KEY: Symbol(`config:${name}`), name, schema };
}

/** Names every bad variable at once: a person fixes one list, not one error after the other. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly { variable: string; message: string }[]) {
    const lines = problems.map(({ variable, message }) => `  ${variable}: ${message}`);
    super(`The environment is not usable:\n${[...new Set(lines)].join('\n')}`);
  }
}

/** Parses all slices, or throws one error about all of them. Values are not repeated in it. */
export function parseSlices(
  slices: readonly ConfigSlice[],
  environment: Environment,
): Map<symbol, object> {
  // `NAME=` in a unit or compose file means "not set".
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = new Map<symbol, object>();
  const problems: { variable: string; message: string }[] = [];
  for (const slice of slices) {
    const result = slice.schema.safeParse(set);
    if (result.success) parsed.set(slice.KEY, Object.freeze(result.data));
    else {
      for (const issue of result.error.issues) {
        problems.push({ variable: issue.path.join('.') || slice.name, message: issue.message });
      }
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return parsed;
}
