/**
 * What the usage explorer and the analytics of runs read: charges by hour beside the costs, and the
 * runs of a range in one index.
 */

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

-- All that a range's figures are made of, so that a month of a million runs is read from here alone.
create index runs_ended_idx on runs (tenant_id, ended_at)
  include (state, agent_id, used_steps, used_ms, created_at, started_at)
  where ended_at is not null;
create index runs_failed_idx on runs (tenant_id, ended_at) include (state, reason, agent_id, id)
  where state in ('failed', 'limit');
`;
