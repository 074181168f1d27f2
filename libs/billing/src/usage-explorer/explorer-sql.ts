import { NO_ONE, type UsageMeasure } from '@renum/contracts';
import { calendarSpans, type CalendarSpan } from '@renum/platform';
import { conditionsOf, MODEL, OPERATION } from './conditions';
import { SUM_COLUMNS } from './figures';
import type { AnyUsageGroup, UsageQuestion } from './question';
import { RANGE, rangeParameters } from './range-sql';

export interface Sql {
  sql: string;
  parameters: unknown[];
}

/** More groups than these are in one row: nobody reads on, and answers stay small. */
export const MAX_ROWS = 1_000;

/** What is the same in a group; days are told apart by their step alone. */
const KEYS: Record<AnyUsageGroup, string> = {
  day: 'null',
  agent: 'u.agent_id',
  member: 'u.user_id',
  provider: 'u.provider',
  model: MODEL,
  operation: OPERATION,
  kind: 'u.kind',
  app: 'u.api_key_id',
  tenant: 'u.tenant_id',
};

const SIZES: Record<UsageMeasure, string> = {
  cost: 'sum(cost_nano)',
  charge: 'sum(charge_nano)',
  calls: 'sum(calls)',
  failed: 'sum(failed_calls)',
  tokens: 'sum(input_tokens + output_tokens)',
  units: 'sum(quantity_milli)',
};

const ONE_KIND: Partial<Record<(typeof SUM_COLUMNS)[number], string>> = {
  llm_calls: `coalesce(sum(u.calls) filter (where u.kind = 'llm'), 0)`,
  tool_calls: `coalesce(sum(u.calls) filter (where u.kind = 'tool'), 0)`,
};
const SUMS = SUM_COLUMNS.map((name) => `${ONE_KIND[name] ?? `sum(u.${name})`} as ${name}`);
const SUMS_OF_SUMS = SUM_COLUMNS.map((name) => `sum(c.${name})::text as ${name}`);

/** A quantity without a name is of no unit that another has: ''. */
const COUNTED = `coalesce(u.meter, '')) filter (where u.quantity_milli <> 0)`;
const METERS = `min(${COUNTED} as first_meter, max(${COUNTED} as last_meter`;
const METERS_OF_METERS = 'min(c.first_meter) as first_meter, max(c.last_meter) as last_meter';

/** The steps of a question's answer; none when it is not about time. */
export const spansOf = ({ groupBy, bucket, timeZone, ...range }: UsageQuestion): CalendarSpan[] =>
  bucket || groupBy === 'day' ? calendarSpans(range, bucket ?? 'day', timeZone) : [];

/**
 * Rows `{key, bucket, place, …sums}`: each group's whole (`bucket` is null), then its steps. In one
 * statement, so that the parts add up to the whole while calls come in. A `key` of null is all that
 * is too small to be told apart; `place` 1 is the largest.
 */
export function explorerSql(question: UsageQuestion, spans: readonly CalendarSpan[]): Sql {
  const { conditions, values } = conditionsOf(question);
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : '';
  const byTime = spans.length > 0;
  // An hour is not cut in two: in a zone of half hours it is in the step that it begins in.
  const bucket = byTime ? `width_bucket(u.hour, cast(? as timestamptz[]))` : '0';
  const steps = /* sql */ `
    union all
    select case when r.place <= ? then c.key end, c.bucket, min(r.place)::int,
      ${SUMS_OF_SUMS.join(', ')}, ${METERS_OF_METERS}
    from cells c join ranked r on r.key = c.key group by 1, 2`;
  return {
    sql: /* sql */ `
      with cells as materialized (
        select coalesce(x.k::text, '${NO_ONE}') as key, x.* from (
          select ${KEYS[question.groupBy]} as k, ${bucket} as bucket, ${SUMS.join(', ')}, ${METERS}
          from ${RANGE} u ${where} group by 1, 2) as x
      ), ranked as (
        select key, row_number() over (order by ${SIZES[question.measure]} desc, sum(calls) desc,
          key) as place
        from cells group by key
      )
      select case when r.place <= ${MAX_ROWS} then c.key end as key, null::int as bucket,
        min(r.place)::int as place, ${SUMS_OF_SUMS.join(', ')}, ${METERS_OF_METERS}
      from cells c join ranked r on r.key = c.key group by 1 ${byTime ? steps : ''}
      order by place, bucket nulls first`,
    parameters: [
      ...(byTime ? [`{${spans.map(({ start }) => start.toISOString()).join()}}`] : []),
      ...rangeParameters(question),
      ...values,
      ...(byTime ? [question.top] : []),
    ],
  };
}
