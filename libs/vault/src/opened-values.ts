import { secretScrubber } from '@renum/platform';

/** The newest ones of a busy process. An older value is added again when it is next opened. */
const LIMIT = 1_000;
/** A replaced value may still be in flight for as long as a call lasts. */
const VALUES_A_CREDENTIAL = 2;

interface Hidden {
  value: string;
  release: () => void;
}
const byCredential = new Map<string, Hidden[]>();

/** From now on the process's logs and error reports mask this value (V7). */
export function hideFromLogs(credentialId: string, value: string): void {
  const hidden = byCredential.get(credentialId) ?? [];
  if (!hidden.some((each) => each.value === value))
    hidden.push({ value, release: secretScrubber.add(value) });
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
