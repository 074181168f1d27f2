/**
 * What the platform itself provides and counts: time of sandboxes, bytes out and back, room for
 * files. They are usage events like any other, of the provider `renum`.
 */

const KINDS = ['llm', 'tool', 'sandbox', 'egress', 'storage'];

/** The migration's role is under row level security as every other. */
const asOwner = (table: string, sql: string): string => `
alter table ${table} no force row level security;
${sql}
alter table ${table} force row level security;`;

export const METERS_SQL = /* sql */ `
alter table usage_events
  drop constraint usage_events_kind_check,
  add constraint usage_events_kind_check
    check (kind in (${KINDS.map((kind) => `'${kind}'`).join(', ')}));

-- A sandbox is billed for [started_at, ended_at), and up to metered_until it has been. Whoever bills
-- moves the one in the transaction that writes the other, under the row's lock.
alter table instances
  -- What the container may use, as usage events name it.
  add column size text not null default '' check (size ~ '^[a-z0-9.-]{0,40}$'),
  -- Its container runs. Whole milliseconds all three, so that parts add up to the whole.
  add column started_at timestamptz,
  add column metered_until timestamptz,
  add column ended_at timestamptz,
  add constraint instances_metered check (
    (started_at is null) = (metered_until is null)
    and (started_at is null or metered_until >= started_at)
    and (ended_at is null or ended_at >= metered_until)),
  add constraint instances_ended check (ended_at is null or (started_at is not null and state = 'gone'));
create index instances_unmetered_idx on instances (id)
  where started_at is not null and (ended_at is null or metered_until < ended_at);

-- Of request_bytes + response_bytes: what is in events of kind egress already. Late calls add to
-- hours that were billed before; the difference is billed then.
alter table usage_hourly add column egress_metered_bytes bigint not null default 0;
${asOwner('usage_hourly', 'update usage_hourly set egress_metered_bytes = request_bytes + response_bytes;')}
create index usage_hourly_hour_idx on usage_hourly (hour);

create index credit_grants_expiry_idx on credit_grants (expires_at)
  where remaining_nano > 0 and expires_at is not null;
`;

/** What makes one row of sums: the key of usage_hourly since 0009. */
const DIMENSIONS =
  'tenant_id, hour, kind, agent_id, api_key_id, user_id, provider, model, operation, meter';

/** A minute of a sandbox is no call, and none that failed. */
const CALL = `kind in ('llm', 'tool')`;

const SUMS: Readonly<Record<string, string>> = {
  calls: `count(*) filter (where ${CALL})`,
  failed_calls: `count(*) filter (where ${CALL} and (status is null or status >= 400))`,
  estimated_events: 'count(*) filter (where estimated)',
  cost_nano: 'sum(cost_nano)',
  input_tokens: 'sum(input_tokens)',
  cache_read_tokens: 'sum(cache_read_tokens)',
  cache_write_tokens: 'sum(cache_write_tokens)',
  output_tokens: 'sum(output_tokens)',
  quantity_milli: 'sum(quantity_milli)',
  request_bytes: 'sum(request_bytes)',
  response_bytes: 'sum(response_bytes)',
  duration_ms: 'sum(coalesce(duration_ms, 0))',
  first_token_ms: 'sum(coalesce(first_token_ms, 0))',
  first_token_calls: 'count(first_token_ms)',
  generated_tokens: `coalesce(sum(output_tokens)
      filter (where first_token_ms is not null and duration_ms > first_token_ms), 0)`,
  generation_ms: `coalesce(sum(duration_ms - first_token_ms)
      filter (where first_token_ms is not null and duration_ms > first_token_ms), 0)`,
};
const NAMES = Object.keys(SUMS);

/** As before, and apart for each app; with the times to the first token, and of calls alone. */
export const METERS_SUM_SQL = /* sql */ `
create or replace function usage_sum() returns trigger language plpgsql as $$
begin
  insert into usage_hourly (${DIMENSIONS}, ${NAMES.join(', ')})
  select tenant_id, date_trunc('hour', occurred_at, 'UTC'), kind, agent_id, api_key_id, user_id,
    provider, model, operation, meter,
    ${Object.values(SUMS).join(',\n    ')}
  from fresh group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  -- In one order, or two writers could each wait for the other's row.
  order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
  on conflict (${DIMENSIONS}) do update set
    ${NAMES.map((name) => `${name} = usage_hourly.${name} + excluded.${name}`).join(',\n    ')};
  return null;
end $$;
`;
