const HOUR_MS = 3_600_000;

/**
 * The months to bill at `now`, oldest first, as `2026-10`: the last one, once usage that comes late
 * has had its time, and the one before it, should nobody have been there to bill it.
 */
export function billableMonths(now: Date, graceHours: number): string[] {
  const at = new Date(now.getTime() - graceHours * HOUR_MS);
  return [2, 1].map((ago) =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - ago)).toISOString().slice(0, 7),
  );
}
