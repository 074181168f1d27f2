import type { Page } from '@renum/contracts';

/** Which page. Ids are UUIDv7, so the last id of a page is where the next one begins. */
export interface PageQuery {
  cursor?: string;
  limit: number;
}

/** Makes a page of `limit + 1` rows: the one too many only says that there is more. */
export function pageOf<T extends { id: string }>(rows: readonly T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
}

/** Raw queries give moments as PostgreSQL spells them, entities as Date. */
export const iso = (moment: string | Date): string => new Date(moment).toISOString();
export const isoOrNothing = (moment: string | Date | null): string | undefined =>
  moment === null ? undefined : iso(moment);
