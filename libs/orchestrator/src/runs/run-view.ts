import type { RunTotals } from '@renum/billing';
import { CURRENCY, type RunState, type RunView } from '@renum/contracts';
import { iso, isoOrNothing } from '../paging';
import type { OpenAsk } from './run.entity';

export interface RunRow {
  id: string;
  threadId: string;
  agentId: string;
  agentName: string;
  agentVersion: number;
  state: RunState;
  input: string;
  reason: string | null;
  detail: string | null;
  ask: OpenAsk | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
}

export const SELECT_RUN = /* sql */ `
  select r.id, r.thread_id as "threadId", r.agent_id as "agentId", a.name as "agentName",
    v.number as "agentVersion", r.state, r.input, r.reason, r.detail, r.ask,
    r.created_at as "createdAt", r.started_at as "startedAt", r.ended_at as "endedAt"
  from runs r
  join agents a on a.tenant_id = r.tenant_id and a.id = r.agent_id
  join agent_versions v on v.tenant_id = r.tenant_id and v.id = r.agent_version_id`;

export function runView(row: RunRow, totals: RunTotals | undefined): RunView {
  const { reason, detail, ask, createdAt, startedAt, endedAt, ...rest } = row;
  const { costNano = 0n, currency = CURRENCY } = totals ?? {};
  const { inputTokens = 0, outputTokens = 0, llmCalls = 0, toolCalls = 0 } = totals ?? {};
  const started = isoOrNothing(startedAt);
  const ended = isoOrNothing(endedAt);
  return {
    ...rest,
    ...(reason && { error: { code: reason, message: detail ?? '' } }),
    ...(ask && { ask }),
    cost: { nano: costNano.toString(), currency },
    usage: { inputTokens, outputTokens, llmCalls, toolCalls },
    createdAt: iso(createdAt),
    ...(started && { startedAt: started }),
    ...(ended && { endedAt: ended }),
  };
}
