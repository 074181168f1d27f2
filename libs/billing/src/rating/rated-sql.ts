/** What a query is about, in the order of its parameters. */
export interface RatedMonth {
  tenantId: string;
  /** Its first day. */
  first: string;
  /** The tenant's price book. */
  book: string;
}

/**
 * The events that are billed in a month, each with what it was charged and what the book now in force
 * makes of it (`rated`). As the database charges them when they are written, but in the order of
 * their ids and from an unused month on. Charges that were all made by that very book stand: only
 * the order in which they came could tell them apart. Events before the book's first day are not in
 * it, nor are those that came late and were billed in another month.
 */
export function ratedSql({ tenantId, first, book }: RatedMonth): {
  sql: string;
  parameters: readonly string[];
} {
  return {
    sql: RATED,
    parameters: [...[tenantId, first], ...[tenantId, first, first], ...[tenantId, first], book],
  };
}

const RATED = /* sql */ `
before as (
  select c.event_id, c.occurred_at, sum(c.charge_nano)::bigint as charged,
    max(c.revision) as revision, (array_agg(c.price_book_id order by c.revision desc))[1] as book_id
  from usage_charges c where c.event_id in (select f.event_id from usage_charges f
    where f.tenant_id = ? and f.month = cast(? as date) and f.revision = 0)
  group by 1, 2
), found as (
  select e.*, b.charged, b.revision, b.book_id as book_before
  from usage_events e left join before b on b.event_id = e.id
  where e.tenant_id = ? and e.occurred_at >= cast(? as date)::timestamp at time zone 'UTC'
    and e.occurred_at < (cast(? as date) + interval '1 month')::timestamp at time zone 'UTC'
    and (b.event_id is not null
      or not exists (select from usage_charges c where c.event_id = e.id and c.revision = 0))
  union all
  select e.*, b.charged, b.revision, b.book_id
  from before b join usage_events e on e.id = b.event_id and e.occurred_at = b.occurred_at
  where e.tenant_id = ? and b.occurred_at < cast(? as date)::timestamp at time zone 'UTC'
), events as (
  select f.*, p.id as book_id, p.rules, f.book_before is distinct from p.id as stale
  from found f cross join lateral (
    select p.id, p.rules from price_books p where p.name = ? and p.effective_from <= f.occurred_at
      order by p.effective_from desc, p.version desc limit 1) as p
), fees as (
  select e.id, fee ->> 'key' as key, fee, units,
    sum(units) over (partition by fee ->> 'key' order by e.id rows unbounded preceding) as up_to
  from events e cross join lateral jsonb_array_elements(e.rules -> 'fees') as fee
    cross join lateral (select case fee ->> 'unit' when 'calls' then 1000::numeric
      else e.quantity_milli::numeric end as units) as unit
  where fee_covers(fee, e.kind, e.provider, e.operation, e.meter)
), priced as (
  -- With one tier it does not matter where in the month an event stands: the same, much quicker.
  select id, sum(case jsonb_array_length(fee -> 'tiers')
    when 1 then units * (fee #>> '{tiers,0,priceNano}')::numeric
      * (1 / ((fee ->> 'per')::numeric * 1000))
    else fee_total(fee, up_to) - fee_total(fee, up_to - units) end) as amount
  from fees group by id
), anew as (
  select e.*, least(round(coalesce(p.amount, 0) + case when e.platform_key
    then e.cost_nano * (10000 + (e.rules ->> 'markupBp')::numeric) * 0.0001 else 0 end), 1e15)
    ::bigint as computed, bool_or(e.stale) over () as outdated
  from events e left join priced p on p.id = e.id
), rated as (
  select a.*, case when outdated then computed else charged end as rated from anew a
)`;
