import { Inject, Injectable } from '@nestjs/common';
import type { InstanceIdentity } from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { ApprovalNews } from './approval-news';
import { ApprovalWaits, type Closed } from './approval-waits';
import { approvalsConfig, type ApprovalsConfig } from './approvals.config';
import { previewOf, printable, shownPath } from './preview';
import { requestHash, type ExactRequest } from './request-hash';

/** A call that needs a person's word. */
export interface AskedCall extends ExactRequest {
  providerTitle: string;
  operationTitle: string;
  access: 'read' | 'write';
}

/** What came of it: the person's word, or that there was none. */
export type Verdict = { id: string; waitMs: number; note?: string } & {
  state: Exclude<Closed['state'], 'withdrawn'>;
};

/** Open questions at once: a person reads them one by one. */
const MAX_PENDING_PER_RUN = 20;
const MAX_PENDING_PER_TENANT = 200;

type Caller = Pick<InstanceIdentity, 'tenantId' | 'runId' | 'threadId' | 'agentId' | 'instanceId'>;

/** Asks a person, for the data plane, and waits for the answer. */
@Injectable()
export class ApprovalRequests {
  /** Aborted when this process stops. */
  private readonly stopping = new AbortController();
  private readonly open = new Set<Promise<Verdict>>();

  constructor(
    private readonly database: TenantDatabase,
    private readonly waits: ApprovalWaits,
    private readonly news: ApprovalNews,
    @Inject(approvalsConfig.KEY) private readonly config: ApprovalsConfig,
  ) {}

  /** How many calls of this process wait. */
  get waiting(): number {
    return this.open.size;
  }

  /**
   * Resolves once somebody decided, or the time is over. One approval is for one call: asking again
   * for the same is another question. When `signal` aborts, the caller left: it is withdrawn.
   * @throws DomainError `run_not_active`, `too_many_requests`, `overloaded` (this process stops), and
   * `malformed_request` when the caller left.
   */
  async ask(caller: Caller, call: AskedCall, signal: AbortSignal): Promise<Verdict> {
    const asked = this.askAndWait(caller, call, AbortSignal.any([signal, this.stopping.signal]));
    this.open.add(asked);
    try {
      return await asked;
    } finally {
      this.open.delete(asked);
    }
  }

  /** Ends every wait; resolves when their rows say so. */
  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.open);
  }

  private async askAndWait(caller: Caller, call: AskedCall, ended: AbortSignal): Promise<Verdict> {
    this.checkThere(ended);
    const startedAt = performance.now();
    const { tenantId, instanceId } = caller;
    const hash = requestHash(call);
    const id = newId();
    const inTenant = <T>(work: (em: EntityManager) => Promise<T>): Promise<T> =>
      tenantContext.run({ tenantId, actor: { type: 'instance', id: instanceId } }, () =>
        this.database.transaction(work),
      );
    await inTenant((em) => this.store(em, id, caller, call, hash));
    await this.news.publish([{ tenantId, id, state: 'pending' }]);
    let closed: Closed;
    try {
      closed = await this.waits.wait(id, ended);
    } catch (error) {
      const open = await inTenant((em) => withdraw(em, id));
      if (open) await this.news.publish([{ tenantId, id, state: 'withdrawn' }]);
      this.checkThere(ended);
      throw error;
    }
    const { state, note } = closed;
    if (state === 'withdrawn') {
      throw new DomainError(
        'run_not_active',
        'The run is not active any more: it may call nothing.',
      );
    }
    // What was shown is what is sent, or nothing is.
    if (state === 'approved' && !closed.requestHash.equals(requestHash(call))) {
      throw new DomainError('approval_denied', 'The approval is for another call than this one.');
    }
    const waitMs = Math.round(performance.now() - startedAt);
    return { id, state, waitMs, ...(note !== null && { note }) };
  }

  private checkThere(ended: AbortSignal): void {
    if (!ended.aborted) return;
    if (this.stopping.signal.aborted)
      throw new DomainError('overloaded', 'The data plane restarts; ask again in a moment.');
    throw new DomainError('malformed_request', 'The caller left.');
  }

  private async store(
    em: EntityManager,
    id: string,
    caller: Caller,
    call: AskedCall,
    hash: Buffer,
  ): Promise<void> {
    const { tenantId, runId, threadId, agentId, instanceId } = caller;
    // One after the other, or two that count at once would both fit.
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `approvals/${tenantId}`,
    ]);
    await checkRoom(em, runId);
    const stored = await em.execute<{ id: string }[]>(
      `insert into approvals (id, tenant_id, run_id, thread_id, agent_id, instance_id, provider,
         provider_title, connection_id, operation, operation_title, access, method, path, preview,
         request_hash, requested_at, expires_at)
       select ?, r.tenant_id, r.id, ?::uuid, ?::uuid, ?::uuid, ?, ?, ?::uuid, ?, ?, ?, ?, ?, ?,
         ?::bytea, now(), now() + make_interval(secs => ?)
         from runs r where r.id = ? and r.state = 'running' and r.stop_requested_at is null
       returning id`,
      [
        id,
        threadId,
        agentId,
        instanceId,
        call.provider,
        printable(call.providerTitle),
        call.connectionId ?? null,
        printable(call.operation),
        printable(call.operationTitle),
        call.access,
        call.method,
        shownPath(call.target),
        previewOf(call.body),
        hash,
        this.config.APPROVAL_SECONDS,
        runId,
      ],
    );
    if (stored.length === 0) {
      throw new DomainError('run_not_active', 'The run is not active: it may call nothing.');
    }
  }
}

async function checkRoom(em: EntityManager, runId: string): Promise<void> {
  const [pending] = await em.execute<{ tenant: number; run: number }[]>(
    `select count(*)::int as tenant, (count(*) filter (where run_id = ?))::int as run
       from approvals where state = 'pending' and expires_at > now()`,
    [runId],
  );
  const { tenant = 0, run = 0 } = pending ?? {};
  const details = { retryAfterSeconds: 30 };
  if (run >= MAX_PENDING_PER_RUN) {
    const message = `${run} calls of this run wait for a person already; no more may be asked for.`;
    throw new DomainError('too_many_requests', message, { details });
  }
  if (tenant >= MAX_PENDING_PER_TENANT) {
    const message = `${tenant} calls of this tenant wait for a person already; no more may be asked for.`;
    throw new DomainError('too_many_requests', message, { details });
  }
}

/** True if it was still open. */
async function withdraw(em: EntityManager, id: string): Promise<boolean> {
  const rows = await em.execute<{ id: string }[]>(
    `update approvals set state = 'withdrawn', decided_at = now()
      where id = ? and state = 'pending' returning id`,
    [id],
  );
  return rows.length > 0;
}
