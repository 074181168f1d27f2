import { timingSafeEqual } from 'node:crypto';
import type { RunState } from '@renum/contracts';
import { isWalletEmpty, walletEmpty } from '@renum/billing';
import type { EntityManager } from '@renum/database';
import { DomainError, tenantContext } from '@renum/platform';
import { readAgentConfig } from '../agents/stored-config';

/** What a new run needs to know of its thread. */
export interface Startable {
  title: string;
  agentId: string;
  agentVersionId: string;
  maxCostNano: bigint;
}

interface Request {
  threadId: string;
  idempotencyKey?: string;
}

/** Either what the new run starts from, or the run that this very request started before. */
export async function findStartable(
  em: EntityManager,
  request: Request,
  requestHash: Buffer,
): Promise<Startable | { runId: string }> {
  // Requests for one thread queue up here, so that checks and insert are one step.
  const [thread] = await em.execute<{ title: string; agentId: string }[]>(
    'select title, agent_id as "agentId" from threads where id = ? for update',
    [request.threadId],
  );
  if (!thread) throw new DomainError('not_found', 'There is no such thread.');
  const earlier = await earlierRun(em, request, requestHash);
  if (earlier) return earlier;
  await refuseWithoutMoney(em);
  await refuseSecondRun(em, request.threadId);
  return { ...thread, ...(await currentVersion(em, thread.agentId)) };
}

/** Nothing new begins on an empty wallet. @throws DomainError `wallet_empty` */
export async function refuseWithoutMoney(em: EntityManager): Promise<void> {
  if (await isWalletEmpty(em, tenantContext.current().tenantId)) throw walletEmpty();
}

async function earlierRun(
  em: EntityManager,
  { idempotencyKey }: Request,
  requestHash: Buffer,
): Promise<{ runId: string } | undefined> {
  if (idempotencyKey === undefined) return undefined;
  const [run] = await em.execute<{ runId: string; hash: Buffer }[]>(
    'select id as "runId", request_hash as hash from runs where idempotency_key = ?',
    [idempotencyKey],
  );
  if (!run) return undefined;
  if (timingSafeEqual(run.hash, requestHash)) return { runId: run.runId };
  throw new DomainError(
    'idempotency_key_reused',
    'This Idempotency-Key was used for another request. Use a new key for a new request.',
  );
}

const OPEN_SENTENCE: Partial<Record<RunState, string>> = {
  queued: 'is about to start',
  running: 'is still running',
  waiting: 'waits for an answer',
};

async function refuseSecondRun(em: EntityManager, threadId: string): Promise<void> {
  const [open] = await em.execute<{ id: string; state: RunState }[]>(
    `select id, state from runs where thread_id = ? and state in ('queued', 'running', 'waiting')`,
    [threadId],
  );
  if (!open) return;
  const sentence = OPEN_SENTENCE[open.state] ?? 'is not over';
  throw new DomainError(
    'conflict',
    `A run of this thread ${sentence}. Wait for its end, or stop it first.`,
    { details: { runId: open.id, state: open.state } },
  );
}

async function currentVersion(
  em: EntityManager,
  agentId: string,
): Promise<Pick<Startable, 'agentVersionId' | 'maxCostNano'>> {
  const [version] = await em.execute<{ id: string; config: unknown }[]>(
    `select v.id, v.config from agents a
     join agent_versions v on v.tenant_id = a.tenant_id and v.id = a.current_version_id
     where a.id = ? and a.archived_at is null`,
    [agentId],
  );
  if (!version) throw new DomainError('conflict', 'The agent of this thread was archived.');
  const read = readAgentConfig(version.config);
  if ('fault' in read) throw new DomainError('conflict', read.fault);
  const { maxCostNano } = read.config.limits;
  return { agentVersionId: version.id, maxCostNano: BigInt(maxCostNano) };
}
