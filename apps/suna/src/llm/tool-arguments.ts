import { describe } from '../log';

export interface ReadArguments {
  input: Record<string, unknown>;
  problem?: string;
}

const MAX_ECHO = 2_000;

/**
 * Reads the arguments of a tool call as the model streamed them. What cannot be read is kept under
 * `unparsed_arguments`, so that the history still shows what the model wrote.
 */
export const readArguments = (raw: string, cutOff: boolean): ReadArguments => {
  const text = raw.trim();
  if (text === '' && !cutOff) return { input: {} };
  const unparsed = { unparsed_arguments: text.slice(0, MAX_ECHO) };
  let value: unknown;
  try {
    value = JSON.parse(text);
    // Some servers encode the object twice.
    if (typeof value === 'string') value = JSON.parse(value);
  } catch (error) {
    const reason = describe(error);
    return {
      input: unparsed,
      problem: cutOff
        ? 'The call was not made: its arguments were cut off at the output token limit. Use smaller steps, for instance several smaller files.'
        : `The call was not made: its arguments are not valid JSON (${reason}).`,
    };
  }
  if (isRecord(value)) return { input: value };
  return {
    input: unparsed,
    problem: `The call was not made: its arguments must be a JSON object, not ${
      Array.isArray(value) ? 'an array' : String(value === null ? 'null' : `a ${typeof value}`)
    }.`,
  };
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
