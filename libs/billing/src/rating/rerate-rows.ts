import type { RerateLineView } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { money } from '../ledger/money';
import { ratedSql, type RatedMonth } from './rated-sql';

interface DbLine {
  agent_id: string | null;
  agent_name: string | null;
  api_key_id: string | null;
  app_name: string | null;
  item: string;
  events: string;
  changed: string;
  before: string;
  after: string;
}

export interface Comparison {
  events: number;
  changed: number;
  beforeNano: bigint;
  afterNano: bigint;
  lines: RerateLineView[];
}

/** Of a tenant with more agents and models than that, the largest differences are shown. */
const MOST_LINES = 1_000;

/** By agent or app and what it used; the last part of a statement that has rated a month. */
const LINES = /* sql */ `
, lines as (
  select tenant_id, agent_id, api_key_id,
    provider || case when model is null then ' ' || operation else '/' || model end as item,
    count(*)::text as events,
    (count(*) filter (where rated <> coalesce(charged, 0)))::text as changed,
    coalesce(sum(charged), 0) as before, sum(rated) as after
  from rated group by 1, 2, 3, 4
)
select agent_id, case when agent_id is not null then coalesce(a.name, 'Deleted agent') end
    as agent_name, api_key_id,
  case when agent_id is null then coalesce(k.name, 'Deleted app') end as app_name,
  item, events, changed, before::text as before, after::text as after
from lines l left join agents a on a.tenant_id = l.tenant_id and a.id = l.agent_id
  left join api_keys k on k.tenant_id = l.tenant_id and k.id = l.api_key_id
order by abs(l.after - l.before) desc, item, agent_id, api_key_id`;

/** Writes nothing. */
export async function compare(
  em: EntityManager,
  month: RatedMonth,
  currency: string,
): Promise<Comparison> {
  const { sql, parameters } = ratedSql(month);
  return comparisonOf(
    await em.execute<DbLine[]>(`with ${sql} ${LINES}`, [...parameters]),
    currency,
  );
}

function comparisonOf(rows: readonly DbLine[], currency: string): Comparison {
  const sum = (of: (row: DbLine) => string) => rows.reduce((all, row) => all + BigInt(of(row)), 0n);
  return {
    events: Number(sum((row) => row.events)),
    changed: Number(sum((row) => row.changed)),
    beforeNano: sum((row) => row.before),
    afterNano: sum((row) => row.after),
    lines: rows
      .filter((row) => row.changed !== '0')
      .slice(0, MOST_LINES)
      .map((row) => lineOf(row, currency)),
  };
}

const lineOf = (row: DbLine, currency: string): RerateLineView => ({
  agentId: row.agent_id ?? undefined,
  agentName: row.agent_name ?? undefined,
  apiKeyId: row.api_key_id ?? undefined,
  apiKeyName: row.app_name ?? undefined,
  item: row.item,
  events: Number(row.events),
  changed: Number(row.changed),
  before: money(row.before, currency),
  after: money(row.after, currency),
});

const COLUMNS = `event_id, tenant_id, month, occurred_at, price_book_id, agent_id, api_key_id,
  provider, model, operation, meter, quantity_milli, charge_nano, revision, correction_id,
  corrected_month`;
const OF_EVENT = 'occurred_at, book_id, agent_id, api_key_id, provider, model, operation, meter';

/**
 * Writes the corrections, and where the month stands in the tiers now, in one statement: the month is
 * rated once. An event that was never charged gets its first charge; on an invoice already, as a
 * correction of nothing. Where nothing changes nothing is written. The caller holds the account's
 * lock, and posts the difference.
 */
export async function writeCorrections(
  em: EntityManager,
  month: RatedMonth,
  { correctionId, into, currency }: { correctionId: string; into: string; currency: string },
): Promise<Comparison> {
  const { tenantId, first } = month;
  const { sql, parameters } = ratedSql(month);
  const rows = await em.execute<DbLine[]>(
    `with ${sql}, given as (
       select cast(? as uuid) as correction, cast(? as date) as first, cast(? as date) as into_month
       where exists (select from rated where rated <> coalesce(charged, 0))
     ), begun as (
       insert into usage_charges (${COLUMNS})
       select id, tenant_id, first, ${OF_EVENT}, quantity_milli,
         case when into_month = first then rated else 0 end, 0, correction, null
       from rated, given where charged is null
     ), corrected as (
       insert into usage_charges (${COLUMNS})
       select id, tenant_id, into_month, ${OF_EVENT}, 0, rated - coalesce(charged, 0),
         coalesce(revision, 0) + 1, correction, first
       from rated, given where rated <> coalesce(charged, 0)
         and (charged is not null or into_month <> first)
     ), counts as (
       select e.tenant_id, g.first as month, f.key as fee, sum(f.units) as used_milli
       from fees f join events e on e.id = f.id cross join given g group by 1, 2, 3
     ), counted as (
       insert into charge_counters (tenant_id, month, fee, used_milli) select * from counts
       on conflict (tenant_id, month, fee) do update set used_milli = excluded.used_milli
     ), unused as (
       update charge_counters c set used_milli = 0 from given g
       where c.tenant_id = ? and c.month = g.first and c.fee not in (select fee from counts)
     ) ${LINES}`,
    [...parameters, correctionId, first, into, tenantId],
  );
  return comparisonOf(rows, currency);
}

/**
 * Charges are summed by hour as well. Whoever writes usage holds its hours first and the account after
 * them: so must we, or the two could wait for each other.
 */
export async function lockHours(
  em: EntityManager,
  { tenantId, first }: Pick<RatedMonth, 'tenantId' | 'first'>,
): Promise<void> {
  await em.execute(
    `select count(*) from (
       select from usage_hourly where tenant_id = ? and (
         (hour >= cast(? as date)::timestamp at time zone 'UTC'
           and hour < (cast(? as date) + interval '1 month')::timestamp at time zone 'UTC')
         or hour in (select date_trunc('hour', occurred_at, 'UTC') from usage_charges
           where tenant_id = ? and month = cast(? as date)))
       order by hour, kind, agent_id, api_key_id, user_id, provider, model, operation, meter
       for update) as locked`,
    [tenantId, first, first, tenantId, first],
  );
}
