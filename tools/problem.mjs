/**
 * Something a person has to put right: one clear line that says what is wrong and what to do.
 * Everything else that is thrown is a defect of ours and keeps its stack.
 */
export class Problem extends Error {
  /** @param {string} message @param {{cause?: unknown}} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'Problem';
  }
}

/**
 * The text to print for whatever was thrown.
 * @param {unknown} error
 */
export function describe(error) {
  if (error instanceof Problem) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
