/**
 * What the usage explorer and the analytics of runs read: charges by hour beside the costs, and how
 * the runs of an hour ended.
 */

export const EXPLORER_TENANT_TABLES = ['run_hourly'] as const;

/** Places of `run_hourly.latency`. */
export const LATENCY_PLACES = 80;

/** What makes one row of sums, as in 0009. */
const DIMENSIONS =
  'tenant_id, hour, kind, agent_id, api_key_id, user_id, provider, model, operation, meter';

/** Sums that a charge adds nothing to and that have no default. */
const OTHER_SUMS = [
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

/** Adds charges, which know only a part of their event's dimensions, to the hours of their events. */
const addCharges = (charges: string): string => /* sql */ `
  insert into usage_hourly (${DIMENSIONS}, charge_nano, ${OTHER_SUMS.join(', ')})
  select e.tenant_id, date_trunc('hour', e.occurred_at, 'UTC'), e.kind, e.agent_id, e.api_key_id,
    e.user_id, e.provider, e.model, e.operation, e.meter, sum(c.charge_nano),
    ${OTHER_SUMS.map(() => '0').join(', ')}
  from ${charges} c join usage_events e on e.id = c.event_id and e.occurred_at = c.occurred_at
  where c.charge_nano <> 0
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  -- In one order, or two writers could each wait for the other's row.
  order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  on conflict (${DIMENSIONS}) do update set
    charge_nano = usage_hourly.charge_nano + excluded.charge_nano;`;

/** The migration's role is under row level security as every other. */
const READ = ['usage_events', 'usage_charges', 'usage_hourly'];
const each = (form: string): string =>
  READ.map((table) => `alter table ${table} ${form} row level security;`).join('\n');

export const EXPLORER_SQL = /* sql */ `
alter table usage_hourly add column charge_nano bigint not null default 0;

create function usage_charge_sum() returns trigger language plpgsql as $$
begin
  ${addCharges('fresh')}
  return null;
end $$;
create trigger usage_charges_sum after insert on usage_charges
  referencing new table as fresh for each statement execute function usage_charge_sum();

${each('no force')}
${addCharges('usage_charges')}
${each('force')}

create table run_hourly (
  tenant_id uuid not null references tenants (id) on delete cascade,
  -- In which they ended.
  hour timestamptz not null,
  agent_id uuid not null,
  state text not null,
  reason text,
  runs bigint not null,
  steps bigint not null,
  -- Of completed ones, how many were how quick; the places are run_latency_place's.
  latency int[] check ((latency is null) = (state <> 'completed')),
  last_ended_at timestamptz not null,
  last_run_id uuid not null,
  unique nulls not distinct (tenant_id, hour, agent_id, state, reason)
);

/* Four places to each doubling: up to 100 ms, 119 ms, 141 ms ... 20 hours and above. */
create function run_latency_place(ms float8) returns int language sql immutable as $$
  select least(greatest(floor(4 * ln(greatest(ms, 1) / 100) / ln(2::float8))::int + 2, 1),
    ${LATENCY_PLACES});
$$;

/* A run ends once, so it is counted once. Waiting for people is no time of its own. */
create function run_count(run runs) returns void language plpgsql as $$
declare
  place int := case when run.state = 'completed' then run_latency_place(run.used_ms
    + extract(epoch from coalesce(run.started_at, run.ended_at) - run.created_at)::float8 * 1000) end;
begin
  insert into run_hourly as h (tenant_id, hour, agent_id, state, reason, runs, steps, latency,
    last_ended_at, last_run_id)
  values (run.tenant_id, date_trunc('hour', run.ended_at, 'UTC'), run.agent_id, run.state, run.reason,
    1, run.used_steps, case when place is not null then (
      select array_agg((i = place)::int order by i) from generate_series(1, ${LATENCY_PLACES}) i) end,
    run.ended_at, run.id)
  on conflict (tenant_id, hour, agent_id, state, reason) do update set
    runs = h.runs + 1,
    steps = h.steps + excluded.steps,
    latency = case when place is not null
      then h.latency[:place - 1] || (h.latency[place] + 1) || h.latency[place + 1:] end,
    last_ended_at = greatest(h.last_ended_at, excluded.last_ended_at),
    last_run_id = case when excluded.last_ended_at >= h.last_ended_at then excluded.last_run_id
      else h.last_run_id end;
end $$;

create function run_sum() returns trigger language plpgsql as $$
begin
  perform run_count(new);
  return null;
end $$;
create trigger runs_sum after update on runs for each row
  when (old.ended_at is null and new.ended_at is not null) execute function run_sum();
create trigger runs_sum_new after insert on runs for each row
  when (new.ended_at is not null) execute function run_sum();

alter table runs no force row level security;
do $$
begin
  perform run_count(r) from runs r where r.ended_at is not null;
end $$;
alter table runs force row level security;
`;
