import { secretScrubber } from '@renum/platform';

/** The newest ones of a busy process. An older value is added again when it is next opened. */
const LIMIT = 1_000;
/** A replaced value may still be in flight for as long as a call lasts. */
const VALUES_A_CREDENTIAL = 2;

interface Hidden {
  /** The whole secret, which is the first of its parts. */
  value: string | undefined;
  release: () => void;
}
const byCredential = new Map<string, Hidden[]>();

/** From now on the process's logs and error reports mask this secret and its parts (V7). */
export function hideFromLogs(credentialId: string, parts: readonly string[]): void {
  const hidden = byCredential.get(credentialId) ?? [];
  const [value] = parts;
  if (!hidden.some((each) => each.value === value)) {
    const releases = parts.map((part) => secretScrubber.add(part));
    hidden.push({ value, release: () => releases.forEach((release) => release()) });
  }
  while (hidden.length > VALUES_A_CREDENTIAL) hidden.shift()?.release();
  // Moves it to the end: the map's order is that of last use.
  byCredential.delete(credentialId);
  byCredential.set(credentialId, hidden);
  if (byCredential.size > LIMIT) forgetOldest();
}

function forgetOldest(): void {
  const [oldest] = byCredential;
  if (!oldest) return;
  byCredential.delete(oldest[0]);
  for (const hidden of oldest[1]) hidden.release();
}
