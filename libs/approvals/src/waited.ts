import type { EntityManager } from '@renum/database';

/** Milliseconds in which a run waited for people, calls that waited side by side counted once. */
export async function waitedMs(em: EntityManager, runId: string): Promise<number> {
  const [row] = await em.execute<{ ms: number }[]>(
    `select coalesce(sum(extract(epoch from upper(span) - lower(span))) * 1000, 0)::float8 as ms
       from (select unnest(range_agg(tstzrange(requested_at,
               greatest(requested_at, coalesce(decided_at, least(now(), expires_at)))))) as span
               from approvals where run_id = ?) spans`,
    [runId],
  );
  return Math.round(row?.ms ?? 0);
}
