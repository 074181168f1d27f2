/** At most so many are offered. */
const MONTHS = 12;

export interface TenantSince {
  tenantId: string;
  /** The moment since which there is the tenant. */
  since: string;
}

/** The months that have ended, newest first, from that of `since` on: `2026-10`. */
export function endedMonths(now: Date, since: string): string[] {
  const first = new Date(since).toISOString().slice(0, 7);
  return Array.from({ length: MONTHS }, (_, index) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1 - index, 1))
      .toISOString()
      .slice(0, 7),
  ).filter((month) => month >= first);
}
