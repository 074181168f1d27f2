import type { EntityManager } from '@renum/database';
import type { RunEvent, RunEventBody, RunState } from '@renum/contracts';
import { isTerminal } from '@renum/contracts';
import { newId } from '@renum/platform';
import { cleanJson } from './clean-json';
import { assertMove, type OutcomeColumns } from './run-state';
import type { OpenAsk } from './run.entity';
import { bodyOf, isStored, messageIn } from './stored-events';

/** A run's row, locked until the transaction ends. */
export interface LockedRun {
  id: string;
  tenantId: string;
  threadId: string;
  agentId: string;
  agentVersionId: string;
  state: RunState;
  fence: number;
  attempts: number;
  workerId: string | null;
  stopRequested: boolean;
  leaseOver: boolean;
  usedSteps: number;
  usedMs: string;
  ask: OpenAsk | null;
  createdBy: string | null;
}

/** Every writer of a run locks its row first, so that all of them queue up at one place. */
export async function lockRun(em: EntityManager, runId: string): Promise<LockedRun | undefined> {
  const rows = await em.execute<LockedRun[]>(
    `select id, tenant_id as "tenantId", thread_id as "threadId", agent_id as "agentId",
       agent_version_id as "agentVersionId", state, fence, attempts, worker_id as "workerId",
       stop_requested_at is not null as "stopRequested",
       coalesce(lease_until < now(), true) as "leaseOver",
       used_steps as "usedSteps", used_ms::text as "usedMs", ask, created_by as "createdBy"
     from runs where id = ? for update`,
    [runId],
  );
  return rows[0];
}

/** What else changes with a move. */
export interface MoveColumns extends Partial<Omit<OutcomeColumns, 'state'>> {
  attempts?: number;
}

/** Moves a locked run; leaving `running` gives up worker and lease, ending stamps the time. */
export async function moveRun(
  em: EntityManager,
  run: LockedRun,
  to: Exclude<RunState, 'running'>,
  columns: MoveColumns = {},
): Promise<void> {
  assertMove(run.state, to);
  await em.execute(
    `update runs set state = ?, reason = ?, detail = ?, summary = ?, ask = ?::jsonb, attempts = ?,
       worker_id = null, lease_until = null,
       ended_at = case when ?::boolean then now() end, updated_at = now()
     where id = ?`,
    [
      to,
      columns.reason ?? null,
      columns.detail ?? null,
      columns.summary ?? null,
      columns.ask ? JSON.stringify(columns.ask) : null,
      columns.attempts ?? run.attempts,
      isTerminal(to),
      run.id,
    ],
    'run',
  );
  run.state = to;
}

/** The highest number of the run's stored events; 0 when there is none. */
export async function lastSeq(em: EntityManager, runId: string): Promise<number> {
  const rows = await em.execute<{ seq: number }[]>(
    'select coalesce(max(seq), 0) as seq from run_events where run_id = ?',
    [runId],
  );
  return rows[0]?.seq ?? 0;
}

/** Numbers events that the platform itself makes. */
export function numbered(runId: string, after: number, bodies: RunEventBody[]): RunEvent[] {
  const at = new Date().toISOString();
  return bodies.map((body, index) => ({ runId, seq: after + 1 + index, at, ...body }));
}

/**
 * Stores the durable ones of `events`, and the messages they carry. An event that is already there
 * (its batch was sent again) adds nothing, not even its message a second time.
 */
export async function storeEvents(
  em: EntityManager,
  run: Pick<LockedRun, 'id' | 'tenantId' | 'threadId'>,
  events: readonly RunEvent[],
): Promise<void> {
  const stored = events.filter(isStored);
  if (stored.length === 0) return;
  const rows = stored.map((event) => ({
    seq: event.seq,
    type: event.type,
    at: event.at,
    body: cleanJson(bodyOf(event)),
  }));
  const added = await em.execute<{ seq: number }[]>(
    `insert into run_events (tenant_id, run_id, seq, type, at, body)
     select ?, ?, e.seq, e.type, e.at, e.body
     from jsonb_to_recordset(?::jsonb) as e (seq int, type text, at timestamptz, body jsonb)
     on conflict (run_id, seq) do nothing returning seq`,
    [run.tenantId, run.id, JSON.stringify(rows)],
  );
  const fresh = new Set(added.map(({ seq }) => seq));
  for (const event of stored) {
    const message = fresh.has(event.seq) ? messageIn(event) : undefined;
    if (message) await storeMessage(em, run, message);
  }
}

export async function storeMessage(
  em: EntityManager,
  run: Pick<LockedRun, 'id' | 'tenantId' | 'threadId'>,
  message: { role: string; content: unknown },
): Promise<void> {
  await em.execute(
    `insert into messages (id, tenant_id, thread_id, run_id, role, content)
     values (?, ?, ?, ?, ?, ?::jsonb)`,
    [
      newId(),
      run.tenantId,
      run.threadId,
      run.id,
      message.role,
      JSON.stringify(cleanJson(message.content)),
    ],
    'run',
  );
}
