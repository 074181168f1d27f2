const FIRST_MS = 5_000;
const LONGEST_MS = 8 * 3_600_000;
/** Of a pause, up or down: what failed together shall not come back together. */
const JITTER = 0.2;

/** With the pauses between them, about a day. */
export const MAX_ATTEMPTS = 10;
/** Without one success for so long, nobody is listening any more. */
export const GIVE_UP_MS = 5 * 24 * 3_600_000;

/**
 * Milliseconds until the next attempt, or undefined when there is none.
 * @param attempts that were made, at least one
 * @param random in [0, 1)
 */
export function pauseAfter(attempts: number, random = Math.random()): number | undefined {
  if (attempts >= MAX_ATTEMPTS) return undefined;
  const pause = Math.min(FIRST_MS * 4 ** (attempts - 1), LONGEST_MS);
  return Math.round(pause * (1 + JITTER * (2 * random - 1)));
}
