import { setTimeout as sleep } from 'node:timers/promises';

const LOOKS = 1_000;
const EVERY_MS = 10;

/**
 * Resolves once it holds. Gives up after ten seconds of looking: a pause of the process, however
 * long, is one look.
 */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (await holds()) return;
    await sleep(EVERY_MS);
  }
  throw new Error('It did not happen');
}
