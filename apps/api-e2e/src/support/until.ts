import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until `look` gives something, or fails with `what` after `seconds`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  seconds = 60,
): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(100)) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(`Not within ${seconds} s: ${what}`);
}
