/**
 * As before, within bounds, and says which app an event was of; and a fee may be for an operation. One
 * that names no kind is for calls, as it was before there was anything else: nobody pays for sandboxes
 * by a price book that does not speak of them.
 */
export const METERS_CHARGE_SQL = /* sql */ `
create function fee_covers(fee jsonb, kind text, provider text, operation text, meter text)
returns boolean language sql immutable parallel safe as $$
  select (case when fee ->> 'kind' is null then kind in ('llm', 'tool') else fee ->> 'kind' = kind end)
    and coalesce(fee ->> 'provider', provider) = provider
    and coalesce(fee ->> 'operation', operation) = operation
    and coalesce(fee ->> 'meter', meter, '') = coalesce(meter, '')
$$;

create or replace function usage_charge() returns trigger language plpgsql as $$
declare
  of_tenant uuid;
  account billing_accounts;
  batch record;
begin
  -- In one order, or two writers could each wait for the other's account.
  for of_tenant in
    select f.tenant_id from fresh f left join billing_accounts b on b.tenant_id = f.tenant_id
      group by 1 having bool_or(b.price_book is not null)
        or bool_or(f.platform_key and f.cost_nano > 0) order by 1
  loop
    -- Whoever moves this tenant's money holds this lock: the counters stand still.
    select * into account from billing_accounts where tenant_id = of_tenant for update;
    with events as (
      select e.*, b.id as book_id, b.rules, greatest(
        date_trunc('month', e.occurred_at at time zone 'UTC')::date, account.closed_before) as month
      from fresh e cross join lateral (
        select p.id, p.rules from price_books p where p.name = account.price_book
          and p.effective_from <= e.occurred_at
          order by p.effective_from desc, p.version desc limit 1) as b
      where e.tenant_id = of_tenant
    ), fees as (
      select e.id, e.month, fee ->> 'key' as key, fee, units,
        sum(units) over (partition by e.month, fee ->> 'key' order by e.id
          rows unbounded preceding) as up_to
      from events e cross join lateral jsonb_array_elements(e.rules -> 'fees') as fee
        cross join lateral (select case fee ->> 'unit' when 'calls' then 1000::numeric
          else e.quantity_milli::numeric end as units) as unit
      where fee_covers(fee, e.kind, e.provider, e.operation, e.meter)
    ), priced as (
      select f.id, sum(fee_total(f.fee, coalesce(c.used_milli, 0) + up_to)
        - fee_total(f.fee, coalesce(c.used_milli, 0) + up_to - units)) as amount
      from fees f left join charge_counters c
        on c.tenant_id = of_tenant and c.month = f.month and c.fee = f.key
      group by f.id
    ), counted as (
      insert into charge_counters (tenant_id, month, fee, used_milli)
      select of_tenant, month, key, sum(units) from fees group by month, key order by month, key
      on conflict (tenant_id, month, fee)
        do update set used_milli = charge_counters.used_milli + excluded.used_milli
    )
    insert into usage_charges (event_id, tenant_id, month, occurred_at, price_book_id, agent_id,
      api_key_id, provider, model, operation, meter, quantity_milli, charge_nano)
    select e.id, of_tenant, e.month, e.occurred_at, e.book_id, e.agent_id, e.api_key_id, e.provider,
      e.model, e.operation, e.meter, e.quantity_milli,
      -- The only rounding of an event, half up. Upstreams may report nonsense: beyond a million units
      -- of the currency the event would be lost to an overflow, so it is held there.
      least(round(coalesce(p.amount, 0) + case when e.platform_key
        then e.cost_nano * (10000 + (e.rules ->> 'markupBp')::numeric) * 0.0001 else 0 end), 1e15)
    from events e left join priced p on p.id = e.id;

    for batch in
      select coalesce(c.month, date_trunc('month', e.occurred_at at time zone 'UTC')::date) as month,
        -- Our own ids come in order of time, and each is written once.
        (array_agg(e.id order by e.id))[1] as id, sum(coalesce(c.charge_nano, 0)) as charge,
        sum(case when e.platform_key then e.cost_nano else 0 end) as cost
      from fresh e left join usage_charges c on c.event_id = e.id
      where e.tenant_id = of_tenant group by 1 order by 1
    loop
      perform post_usage(of_tenant, batch.id, batch.month, account.mode, batch.charge::bigint,
        batch.cost::bigint, coalesce(account.currency, 'USD'));
    end loop;
  end loop;
  return null;
end $$;
`;
