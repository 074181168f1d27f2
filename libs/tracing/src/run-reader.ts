import { Injectable } from '@nestjs/common';
import type { RunState, TokenKinds } from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { MAX_TEXT } from './content';
import { MAX_OBSERVATIONS } from './trace-of-run';
import type { CallRecord, EventBody, EventRecord, RunRecord } from './trace-records';

/** Of the durable events of one run; a longer one is told without its last ones. */
const MAX_EVENTS = 4 * MAX_OBSERVATIONS;

/** Reads what is known of a run that has ended, in the tenant's own context. */
@Injectable()
export class RunReader {
  constructor(private readonly database: TenantDatabase) {}

  /**
   * Undefined when the tenant has no such run, or it is not over.
   * @param withContents whether what was said and done is read at all
   */
  find(runId: string, withContents: boolean): Promise<RunRecord | undefined> {
    return this.database.transaction(async (em) => {
      const [row] = await em.execute<RunRow[]>(RUN, [runId]);
      if (!row) return undefined;
      const events = await eventsOf(em, runId, withContents);
      const calls = await em.execute<CallRow[]>(CALLS, [runId]);
      return { ...runOf(row), events, calls: calls.map(callOf) };
    });
  }
}

interface RunRow {
  id: string;
  threadId: string;
  agentId: string;
  agentName: string;
  agentVersion: number;
  temperature: number | null;
  maxOutputTokens: number | null;
  state: RunState;
  reason: string | null;
  detail: string | null;
  input: string;
  summary: string | null;
  userId: string | null;
  startedAt: number;
  endedAt: number;
  steps: number;
  answers: number;
}

const MS = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

const RUN = `
  select r.id, r.thread_id as "threadId", r.agent_id as "agentId", a.name as "agentName",
         v.number as "agentVersion", (v.config #>> '{model,temperature}')::float8 as temperature,
         (v.config #>> '{model,maxOutputTokens}')::float8 as "maxOutputTokens", r.state, r.reason,
         r.detail, r.input, r.summary, r.created_by as "userId",
         ${MS('coalesce(r.started_at, r.created_at)')} as "startedAt",
         ${MS('r.ended_at')} as "endedAt", r.used_steps as steps,
         (select count(*) from run_events e
           where e.run_id = r.id and e.type = 'message.completed')::int as answers
    from runs r
    join agents a on a.tenant_id = r.tenant_id and a.id = r.agent_id
    join agent_versions v on v.tenant_id = r.tenant_id and v.id = r.agent_version_id
   where r.id = ? and r.ended_at is not null`;

function runOf(row: RunRow): Omit<RunRecord, 'events' | 'calls'> {
  const { temperature, maxOutputTokens, reason, detail, summary, userId, ...rest } = row;
  return {
    ...rest,
    parameters: {
      ...(temperature !== null && { temperature }),
      ...(maxOutputTokens !== null && { maxOutputTokens }),
    },
    ...(reason !== null && { reason }),
    ...(detail !== null && { detail }),
    ...(summary !== null && { summary }),
    ...(userId !== null && { userId }),
  };
}

/** Outputs are cut here already: they may be many and long. */
const BODY = `case type
    when 'tool.completed' then
      body || jsonb_build_object('output', left(body ->> 'output', ${MAX_TEXT + 1}))
    else body end`;
/** What stays when nothing of what was said may be read: names, times, and how it went. */
const BARE = `jsonb_strip_nulls(jsonb_build_object('type', type, 'callId', body -> 'callId',
    'name', body -> 'name', 'isError', body -> 'isError', 'durationMs', body -> 'durationMs'))`;

async function eventsOf(
  em: EntityManager,
  runId: string,
  withContents: boolean,
): Promise<EventRecord[]> {
  const types = withContents
    ? ['message.completed', 'tool.started', 'tool.completed', 'tools.completed', 'answer']
    : ['tool.started', 'tool.completed'];
  return em.execute<{ at: number; body: EventBody }[]>(
    `select ${MS('at')} as at, ${withContents ? BODY : BARE} as body from run_events
      where run_id = ? and type in (select jsonb_array_elements_text(?::jsonb))
      order by seq limit ${MAX_EVENTS}`,
    [runId, JSON.stringify(types)],
  );
}

interface CallRow {
  id: string;
  at: number;
  durationMs: number | null;
  firstTokenMs: number | null;
  kind: 'llm' | 'tool';
  provider: string;
  model: string | null;
  operation: string;
  status: number | null;
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
  kinds: TokenKinds | null;
  meter: string | null;
  quantityMilli: string;
  costNano: string;
  currency: string;
  priced: boolean;
  estimatedReason: string | null;
  platformKey: boolean;
  attempts: number;
}

const CALLS = `
  select id, ${MS('occurred_at')} as at, duration_ms as "durationMs",
         first_token_ms as "firstTokenMs", kind, provider, model, operation, status,
         input_tokens as input, cache_read_tokens as "cacheRead",
         cache_write_tokens as "cacheWrite", output_tokens as output, token_kinds as kinds, meter,
         quantity_milli::text as "quantityMilli", cost_nano::text as "costNano", currency, priced,
         estimated_reason as "estimatedReason", platform_key as "platformKey", attempts
    from usage_events
   where run_id = ? and kind in ('llm', 'tool')
   order by occurred_at, id limit ${MAX_OBSERVATIONS}`;

function callOf(row: CallRow): CallRecord {
  const { input, cacheRead, cacheWrite, output, kinds, ...rest } = row;
  return {
    id: rest.id,
    at: rest.at,
    durationMs: rest.durationMs ?? 0,
    ...(rest.firstTokenMs !== null && { firstTokenMs: rest.firstTokenMs }),
    kind: rest.kind,
    provider: rest.provider,
    ...(rest.model !== null && { model: rest.model }),
    operation: rest.operation,
    ...(rest.status !== null && { status: rest.status }),
    tokens: { input, cacheRead, cacheWrite, output, ...(kinds !== null && { kinds }) },
    ...(rest.meter !== null && { meter: rest.meter }),
    quantityMilli: Number(rest.quantityMilli),
    costNano: BigInt(rest.costNano),
    currency: rest.currency,
    priced: rest.priced,
    ...(rest.estimatedReason !== null && { estimatedReason: rest.estimatedReason }),
    platformKey: rest.platformKey,
    attempts: rest.attempts,
  };
}
