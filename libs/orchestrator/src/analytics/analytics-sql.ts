import type { RunGroup } from '@renum/contracts';
import { LATENCY_PLACES } from '@renum/database';
import type { CalendarSpan } from '@renum/platform';

export interface RunScope {
  from: Date;
  /** Exclusive. */
  to: Date;
  agentId?: string;
  tenantId?: string;
}

interface Sql {
  sql: string;
  parameters: unknown[];
}

/** The busiest ones; nobody reads on. */
const MAX_ROWS = 100;
const MAX_FAILURES = 10;

const LATENCY = Array.from(
  { length: LATENCY_PLACES },
  (_, index) => `coalesce(sum(h.latency[${index + 1}]), 0)`,
);

const KEYS: Record<RunGroup, string> = { agent: 'h.agent_id', tenant: 'h.tenant_id' };

function whereOf({ from, to, agentId, tenantId }: RunScope): Sql {
  const conditions: [string, string | undefined][] = [
    ['h.hour >= ?', from.toISOString()],
    ['h.hour < ?', to.toISOString()],
    ['h.agent_id = ?', agentId],
    ['h.tenant_id = ?', tenantId],
  ];
  const set = conditions.filter(([, value]) => value !== undefined);
  return {
    sql: `where ${set.map(([sql]) => sql).join(' and ')}`,
    parameters: set.map(([, value]) => value),
  };
}

/**
 * Rows by state: of all (`bucket` and `key` null), of each step (`bucket`, from 1), and of each of
 * the busiest groups (`key`). `latency` are counts by place.
 */
export function endedRunsSql(
  scope: RunScope,
  groupBy: RunGroup,
  spans: readonly CalendarSpan[],
): Sql {
  const where = whereOf(scope);
  return {
    sql: /* sql */ `
      with ended as (
        select width_bucket(h.hour, cast(? as timestamptz[])) as bucket, ${KEYS[groupBy]} as key,
          h.state, h.runs, h.steps, h.latency
        from run_hourly h ${where.sql}
      ), sums as (
        select h.bucket, h.key, h.state, sum(h.runs) as runs, sum(h.steps) as steps,
          array[${LATENCY.join(', ')}] as latency
        from ended h group by grouping sets ((h.state), (h.bucket, h.state), (h.key, h.state))
      ), ranked as (
        select key, row_number() over (order by sum(runs) desc, key) as place
        from sums where key is not null group by key
      )
      select s.bucket, s.key::text as key, s.state, s.runs::float8 as runs,
        s.steps::float8 as steps,
        case when s.state = 'completed' then to_json(s.latency) end as latency
      from sums s left join ranked r on r.key = s.key
      where s.key is null or r.place <= ${MAX_ROWS}
      order by r.place nulls first, s.bucket nulls first`,
    parameters: [`{${spans.map(({ start }) => start.toISOString()).join()}}`, ...where.parameters],
  };
}

/** What runs failed of most often, with the last one as an example. */
export function failuresSql(scope: RunScope): Sql {
  const where = whereOf(scope);
  return {
    sql: /* sql */ `
      select f.state, f.reason, f.runs::float8 as runs, f.agents::int as agents,
        f.last_at as "lastAt", r.id as "runId", r.detail, t.id as "tenantId",
        t.name as "tenantName"
      from (
        select h.state, h.reason, sum(h.runs) as runs, count(distinct h.agent_id) as agents,
          max(h.last_ended_at) as last_at,
          (array_agg(h.last_run_id order by h.last_ended_at desc))[1] as run_id,
          (array_agg(h.tenant_id order by h.last_ended_at desc))[1] as tenant_id
        from run_hourly h ${where.sql} and h.state in ('failed', 'limit')
        group by h.state, h.reason order by runs desc, last_at desc limit ${MAX_FAILURES}) f
      join tenants t on t.id = f.tenant_id
      -- A run goes with its thread; that it failed stays counted.
      left join runs r on r.tenant_id = f.tenant_id and r.id = f.run_id
      order by f.runs desc, f.last_at desc`,
    parameters: where.parameters,
  };
}
