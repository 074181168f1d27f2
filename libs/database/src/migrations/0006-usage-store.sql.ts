/**
 * Usage events by month, and their sums by hour: tables of any size stay quick to write, to ask and
 * to clear. A trigger keeps the sums, so that they cannot differ from the events.
 */

export const USAGE_STORE_TENANT_TABLES = ['usage_hourly'] as const;

/** What makes one row of sums; the rest of it is sums. */
const DIMENSIONS = 'tenant_id, hour, kind, agent_id, user_id, provider, model, operation, meter';
const SUMS = [
  'calls',
  'failed_calls',
  'estimated_events',
  'cost_nano',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'output_tokens',
  'quantity_milli',
  'request_bytes',
  'response_bytes',
  'duration_ms',
];

export const USAGE_STORE_SQL = /* sql */ `
-- Partitions lie apart: nobody has rights on them, all work goes through the one table.
create schema usage_months;

alter table usage_events no force row level security;
alter table usage_events rename to usage_events_before;
create table usage_events (like usage_events_before including defaults including constraints)
  partition by range (occurred_at);
create table usage_months.other partition of usage_events default;
alter table usage_months.other enable row level security;

create function ensure_usage_month(first_day date) returns void language plpgsql
  security definer set search_path = public, pg_temp as $$
declare
  name text := 'm' || to_char(first_day, 'YYYYMM');
  low timestamptz := first_day::timestamp at time zone 'UTC';
  high timestamptz := (first_day + interval '1 month')::timestamp at time zone 'UTC';
begin
  -- Two workers at the same moment: the second finds it made.
  perform pg_advisory_xact_lock(7230161);
  if to_regclass('usage_months.' || name) is not null then return; end if;
  -- What came before its month was there has waited in the table for all other months.
  create table usage_months.moving (like usage_events);
  with moved as (delete from usage_months.other
    where occurred_at >= low and occurred_at < high returning *)
  insert into usage_months.moving select * from moved;
  execute format('create table usage_months.%I partition of usage_events for values from (%L) to (%L)',
    name, low, high);
  execute format('alter table usage_months.%I enable row level security', name);
  -- Into the month itself: what is only moved is not summed again.
  execute format('insert into usage_months.%I select * from usage_months.moving', name);
  drop table usage_months.moving;
end $$;

/* This month and the next two. Made ahead, so that no write ever waits for it. */
create function ensure_usage_months() returns void language sql
  security definer set search_path = public, pg_temp as $$
  select ensure_usage_month((date_trunc('month', now() at time zone 'UTC')
    + make_interval(months => ahead))::date) from generate_series(0, 2) as ahead;
$$;
revoke execute on function ensure_usage_month(date), ensure_usage_months() from public;
grant execute on function ensure_usage_months() to renum_platform;

-- Who the run is for (absent for a program's runs), and parts of the token counts that have prices
-- of their own.
alter table usage_events add column user_id uuid, add column token_kinds jsonb;

create table usage_hourly (
  tenant_id uuid not null references tenants (id) on delete cascade,
  hour timestamptz not null,
  kind text not null,
  agent_id uuid not null,
  user_id uuid,
  provider text not null,
  model text,
  operation text not null,
  meter text,
  ${SUMS.map((name) => `${name} bigint not null`).join(',\n  ')},
  unique nulls not distinct (${DIMENSIONS})
);

create function usage_sum() returns trigger language plpgsql as $$
begin
  insert into usage_hourly (${DIMENSIONS}, ${SUMS.join(', ')})
  select tenant_id, date_trunc('hour', occurred_at, 'UTC'), kind, agent_id, user_id, provider, model,
    operation, meter, count(*), count(*) filter (where status is null or status >= 400),
    count(*) filter (where estimated), sum(cost_nano), sum(input_tokens), sum(cache_read_tokens),
    sum(cache_write_tokens), sum(output_tokens), sum(quantity_milli), sum(request_bytes),
    sum(response_bytes), sum(coalesce(duration_ms, 0))
  from fresh group by 1, 2, 3, 4, 5, 6, 7, 8, 9
  -- In one order, or two writers could each wait for the other's row.
  order by 1, 2, 3, 4, 5, 6, 7, 8, 9
  on conflict (${DIMENSIONS}) do update set
    ${SUMS.map((name) => `${name} = usage_hourly.${name} + excluded.${name}`).join(',\n    ')};
  return null;
end $$;
create trigger usage_events_sum after insert on usage_events
  referencing new table as fresh for each statement execute function usage_sum();

select ensure_usage_months();
select ensure_usage_month(month::date) from (
  select distinct date_trunc('month', occurred_at at time zone 'UTC') as month
    from usage_events_before) as months;
insert into usage_events select b.*, null, null from usage_events_before b;
drop table usage_events_before;

-- A new foreign key is checked as the owner, who otherwise sees no tenant.
alter table tenants no force row level security;
-- The moment is written once, with an event's beginning: the id alone tells events apart.
alter table usage_events
  add primary key (id, occurred_at),
  add foreign key (tenant_id) references tenants (id) on delete cascade;
alter table tenants force row level security;
create index usage_events_run_idx on usage_events (tenant_id, run_id);
create index usage_events_log_idx on usage_events (tenant_id, occurred_at desc, id desc);
create index usage_events_agent_idx on usage_events (tenant_id, agent_id, occurred_at desc, id desc);
create index usage_events_provider_idx
  on usage_events (tenant_id, provider, occurred_at desc, id desc);
create index usage_events_failed_idx on usage_events (tenant_id, occurred_at desc, id desc)
  where status >= 400;
create index usage_events_approved_idx on usage_events (tenant_id, occurred_at desc, id desc)
  where approval_id is not null;
`;

/** After the rights were given as to every tenant table: only the platform's writer adds to these. */
export const USAGE_RIGHTS_SQL = /* sql */ `
revoke insert, update, delete on usage_events, usage_hourly from renum_app;
`;
