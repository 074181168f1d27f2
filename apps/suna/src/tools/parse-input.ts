import { z } from 'zod';

type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string };

/**
 * Validates a model's input. Small models write "5" for 5, null for "left out", or another name for
 * an argument; that is mended where it is unambiguous, and named clearly where it is not.
 */
export const parseInput = <Schema extends z.ZodObject>(
  schema: Schema,
  raw: Record<string, unknown>,
  aliases: Readonly<Record<string, string>> = {},
): Parsed<z.infer<Schema>> => {
  const input = renamed(raw, aliases);
  const first = schema.safeParse(input);
  if (first.success) return { ok: true, value: first.data };
  const second = schema.safeParse(mended(input, first.error.issues));
  if (second.success) return { ok: true, value: second.data };
  return {
    ok: false,
    problem: `The call was not made: its input is wrong.\n${z.prettifyError(first.error)}`,
  };
};

const renamed = (
  raw: Record<string, unknown>,
  aliases: Readonly<Record<string, string>>,
): Record<string, unknown> => {
  const input: Record<string, unknown> = { ...raw };
  for (const [alias, name] of Object.entries(aliases)) {
    if (!(alias in input) || name in input) continue;
    input[name] = input[alias];
    delete input[alias];
  }
  return input;
};

const mended = (
  input: Record<string, unknown>,
  issues: readonly z.core.$ZodIssue[],
): Record<string, unknown> => {
  const copy = { ...input };
  for (const issue of issues) {
    const key = issue.path[0];
    if (issue.code !== 'invalid_type' || typeof key !== 'string') continue;
    const value = copy[key];
    if (value === null) delete copy[key];
    else if (typeof value === 'string') copy[key] = fromString(value, issue.expected);
    else if (issue.expected === 'string' && typeof value === 'object') {
      // A file's contents given as JSON instead of as text.
      copy[key] = JSON.stringify(value, null, 2);
    }
  }
  return copy;
};

const fromString = (value: string, expected: string): unknown => {
  if (expected === 'number' || expected === 'int') {
    return value.trim() === '' ? value : Number(value);
  }
  if (expected === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  if (expected === 'array') return [value];
  return value;
};
