/** Columns that hours and single events have in common, hours under `usage_hourly`'s names. */
const DIMENSIONS =
  'tenant_id, kind, agent_id, api_key_id, user_id, provider, model, operation, meter';

const HOURS = /* sql */ `
  select ${DIMENSIONS}, hour, calls, failed_calls, estimated_events, cost_nano, charge_nano,
    input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, quantity_milli,
    first_token_ms, first_token_calls, generated_tokens, generation_ms
  from usage_hourly`;

/** A minute of a sandbox is no call, and none that failed: as in usage_hourly's trigger. */
const CALL = `e.kind in ('llm', 'tool')`;

/** Single events, in the form of their sums. */
const EVENTS = /* sql */ `
  select ${DIMENSIONS.replaceAll(/\b(?=\w)/g, 'e.')}, e.occurred_at as hour,
    (${CALL})::int as calls, (${CALL} and (e.status is null or e.status >= 400))::int,
    e.estimated::int, e.cost_nano,
    coalesce((select sum(c.charge_nano) from usage_charges c where c.event_id = e.id), 0),
    e.input_tokens, e.cache_read_tokens, e.cache_write_tokens, e.output_tokens, e.quantity_milli,
    coalesce(e.first_token_ms, 0), (e.first_token_ms is not null)::int,
    case when e.duration_ms > e.first_token_ms then e.output_tokens else 0 end,
    case when e.duration_ms > e.first_token_ms then e.duration_ms - e.first_token_ms else 0 end
  from usage_events e`;

/**
 * A range: whole hours from their sums, so that a month of millions of events is some thousand rows;
 * what it begins and ends with from the events themselves. Its parameters are `rangeParameters`'s.
 */
export const RANGE = /* sql */ `(
  ${HOURS} where hour >= ? and hour < ?
  union all ${EVENTS} where e.occurred_at >= ? and e.occurred_at < ?
  union all ${EVENTS} where e.occurred_at >= ? and e.occurred_at < ?)`;

const HOUR_MS = 3_600_000;

/** The whole hours, then what is left before and after them. */
export function rangeParameters({ from, to }: { from: Date; to: Date }): string[] {
  const first = Math.ceil(from.getTime() / HOUR_MS) * HOUR_MS;
  const last = Math.floor(to.getTime() / HOUR_MS) * HOUR_MS;
  const parts =
    first < last
      ? [first, last, from.getTime(), first, last, to.getTime()]
      : [first, first, from.getTime(), to.getTime(), first, first];
  return parts.map((part) => new Date(part).toISOString());
}
