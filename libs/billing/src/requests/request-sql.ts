import { ERROR_STATUS, type RequestDecision } from '@renum/contracts';
import { placeOf } from './cursor';

export interface RequestFilter {
  agentId?: string;
  /** An external app's calls. */
  apiKeyId?: string;
  runId?: string;
  provider?: string;
  decision?: RequestDecision;
  /** Lowest and highest HTTP status, both included. */
  status?: { from: number; to: number };
  from?: Date;
  /** Exclusive. */
  to?: Date;
  /** `nextCursor` of the page before. */
  cursor?: string;
  limit: number;
}

interface Sql {
  sql: string;
  parameters: unknown[];
}

const iso = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const ALLOWED = /* sql */ `
select u.id, u.occurred_at as moment, u.agent_id, u.run_id, u.thread_id, u.api_key_id, u.provider, u.connection_id,
  u.operation, u.model, u.method, u.path,
  case when u.approval_id is null then 'allowed' else 'approved' end as decision,
  null::text as code, null::text as reason, 1 as times, u.status, u.duration_ms, u.first_token_ms, u.attempts,
  u.cost_nano::text as cost_nano, u.currency, u.estimated, u.masked,
  u.request_bytes::text as request_bytes, u.response_bytes::text as response_bytes
from usage_events u`;

const REFUSED = /* sql */ `
select r.id, r.at as moment, r.agent_id, r.run_id, r.thread_id, r.api_key_id, r.provider, r.connection_id,
  r.operation, null::text as model, r.method, r.path,
  'refused' as decision, r.code, r.reason, r.times, null::int as status, null::int as duration_ms,
  null::int as first_token_ms, null::int as attempts, '0' as cost_nano, '' as currency, false as estimated, 0 as masked,
  null::text as request_bytes, null::text as response_bytes
from call_refusals r`;

/**
 * One page of both tables. Each side is filtered, ordered and cut by itself, so that each walks an
 * index and no more than a page of either is ever sorted.
 */
export function requestLogSql(filter: RequestFilter): Sql {
  const sides = [
    ...(filter.decision === 'refused' ? [] : [allowedSide(filter)]),
    ...(filter.decision === undefined || filter.decision === 'refused'
      ? [refusedSide(filter)]
      : []),
  ];
  return {
    sql: `
select log.*, ${iso('log.moment')} as at, a.name as agent_name,
  k.name as api_key_name
from (
  select * from (${sides.map(({ sql }) => `(${sql})`).join('\nunion all\n')}) both_sides
  order by moment desc, id desc limit ?
) log
left join agents a on a.id = log.agent_id
left join api_keys k on k.id = log.api_key_id
order by log.moment desc, log.id desc`,
    parameters: [...sides.flatMap(({ parameters }) => parameters), filter.limit + 1],
  };
}

function allowedSide(filter: RequestFilter): Sql {
  const { decision, status } = filter;
  const terms = commonTerms(filter, 'u', 'occurred_at');
  // What the platform counts by itself was no request.
  terms.push([`u.kind in ('llm', 'tool')`]);
  if (decision) terms.push([`u.approval_id is ${decision === 'approved' ? 'not ' : ''}null`]);
  if (status) terms.push(['u.status between ? and ?', status.from, status.to]);
  // Says again what follows from it: so PostgreSQL knows the index of what failed.
  if (status && status.from >= 400) terms.push(['u.status >= 400']);
  return side(ALLOWED, terms, 'u.occurred_at desc, u.id desc', filter.limit);
}

function refusedSide(filter: RequestFilter): Sql {
  const terms = commonTerms(filter, 'r', 'at');
  const order = 'r.at desc, r.id desc';
  if (!filter.status) return side(REFUSED, terms, order, filter.limit);
  // A status is several codes. Each code's newest come off the index by themselves.
  const each = side(REFUSED, [['r.code = wanted.code'], ...terms], order, filter.limit);
  return {
    sql: `select refused.* from jsonb_array_elements_text(cast(? as jsonb)) as wanted (code)
cross join lateral (${each.sql}) refused
order by refused.moment desc, refused.id desc limit ?`,
    parameters: [JSON.stringify(codesOf(filter.status)), ...each.parameters, filter.limit + 1],
  };
}

const codesOf = ({ from, to }: NonNullable<RequestFilter['status']>): string[] =>
  Object.entries(ERROR_STATUS).flatMap(([code, status]) =>
    status >= from && status <= to ? [code] : [],
  );

/** A condition, and its parameters. */
type Term = [sql: string, ...parameters: unknown[]];

function commonTerms(filter: RequestFilter, table: string, at: string): Term[] {
  const terms: Term[] = [];
  const { agentId, apiKeyId, runId, provider, from, to, cursor } = filter;
  if (agentId) terms.push([`${table}.agent_id = ?`, agentId]);
  if (apiKeyId) terms.push([`${table}.api_key_id = ?`, apiKeyId]);
  if (runId) terms.push([`${table}.run_id = ?`, runId]);
  if (provider) terms.push([`${table}.provider = ?`, provider]);
  if (from) terms.push([`${table}.${at} >= ?`, from.toISOString()]);
  if (to) terms.push([`${table}.${at} < ?`, to.toISOString()]);
  if (cursor) {
    const place = placeOf(cursor);
    const next = `(${table}.${at}, ${table}.id) < (?::timestamptz, ?::uuid)`;
    terms.push([next, place.at, place.id]);
  }
  return terms;
}

const side = (select: string, terms: readonly Term[], order: string, limit: number): Sql => ({
  sql: `${select} where ${terms.map(([sql]) => sql).join(' and ') || 'true'}
order by ${order} limit ?`,
  parameters: [...terms.flatMap(([, ...parameters]) => parameters), limit + 1],
});
