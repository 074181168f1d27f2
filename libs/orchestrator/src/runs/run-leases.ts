import { Inject, Injectable } from '@nestjs/common';
import { waitedMs } from '@renum/approvals';
import type { EntityManager } from '@renum/database';
import type { RunEvent, RunOutcome } from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import { tenantContext } from '@renum/platform';
import { ProviderDirectory } from '@renum/providers';
import { LiveBus } from '../live/live-bus';
import { orchestratorConfig, type OrchestratorConfig } from '../orchestrator.config';
import { beginningOf } from './beginning';
import { claimedRun, fencedOff, loadContent, RECLAIM_GAP, type ClaimedRun } from './claimed-run';
import { RunDispatch } from './run-dispatch';
import { lastSeq, lockRun, moveRun, numbered, storeEvents, type LockedRun } from './run-rows';
import { assertMove, outcomeColumns } from './run-state';
import { isStored } from './stored-events';

export interface Progress {
  events: readonly RunEvent[];
  /** Totals of the run, earlier claims included. */
  usedSteps: number;
  usedMs: number;
}

export interface Renewal {
  stopRequested: boolean;
  walletEmpty: boolean;
}

/**
 * Calls are refused from the first moment on an empty wallet, and most runs end by that. What was
 * under way may come to its end; one that makes no calls and goes on is ended after this time.
 */
const WALLET_EMPTY_SECONDS = 60;

/**
 * The right to work on a run. Every write repeats the fence under the lock of the run's row, so a
 * worker that was taken for dead can neither append nor finish once another has the run. What is
 * written is also published to the live view, after the commit: callers publish nothing themselves.
 */
@Injectable()
export class RunLeases {
  constructor(
    private readonly database: TenantDatabase,
    private readonly dispatch: RunDispatch,
    private readonly bus: LiveBus,
    private readonly providers: ProviderDirectory,
    @Inject(orchestratorConfig.KEY) private readonly config: OrchestratorConfig,
  ) {}

  /**
   * queued -> running, or nothing when the run is not to be had: another worker was faster, or it
   * was stopped, or its tenant is suspended (then it stays queued). A run whose final answer is
   * stored already (its worker died just before it could say so) is completed here and not handed
   * out; one whose agent's configuration cannot be read is failed, and one whose tenant's wallet is
   * empty ends at that limit, without a sandbox being started for it.
   */
  async claim(wanted: {
    runId: string;
    tenantId: string;
    workerId: string;
  }): Promise<ClaimedRun | undefined> {
    const { claim, events } = await this.inTenant(wanted.tenantId, async (em) => {
      const run = await lockRun(em, wanted.runId);
      if (run?.state !== 'queued' || (await isSuspended(em, run.tenantId))) {
        return { claim: undefined, events: [] };
      }
      const content = await loadContent(em, run, this.providers);
      const last = await lastSeq(em, run.id);
      const before = run.fence === 0 ? last : last + RECLAIM_GAP - 1;
      const events = numbered(run.id, before, [{ type: 'run.state', state: 'running' }]);
      await this.takeOver(em, run, wanted.workerId);
      const begun = await beginningOf(em, run, content);
      if ('ended' in begun) {
        const { state, ...why } = begun.ended;
        events.push(...numbered(run.id, before + 1, [{ type: 'run.state', state, ...why }]));
        await storeEvents(em, run, events);
        await moveRun(em, run, state, why);
        return { claim: undefined, events };
      }
      await storeEvents(em, run, events);
      return { claim: claimedRun(run, wanted.workerId, before + 2, begun), events };
    });
    await this.bus.publish(wanted.tenantId, events);
    return claim;
  }

  /**
   * Holds on to the run. Throws `fenced` when it is no longer this claim's. A suspended tenant's
   * runs are to stop, too, and those of one that has had nothing in its wallet for a while.
   */
  async renew(claim: ClaimedRun): Promise<Renewal> {
    return this.inTenant(claim.tenantId, async (em) => {
      const [held] = await em.execute<Renewal[]>(
        `update runs set lease_until = now() + make_interval(secs => ?)
         where id = ? and fence = ? and state = 'running' and worker_id = ?
         returning stop_requested_at is not null or exists (
           select from tenants t where t.id = runs.tenant_id and t.state = 'suspended'
         ) as "stopRequested", exists (
           select from billing_accounts b where b.tenant_id = runs.tenant_id
             and b.suspended_at < now() - make_interval(secs => ?)
         ) as "walletEmpty"`,
        [this.config.LEASE_SECONDS, claim.runId, claim.fence, claim.workerId, WALLET_EMPTY_SECONDS],
      );
      if (!held) throw fencedOff(claim);
      return held;
    });
  }

  /** Milliseconds in which the run waited for people so far: no time of its own. */
  async waitedMs({ tenantId, runId }: ClaimedRun): Promise<number> {
    return this.inTenant(tenantId, (em) => waitedMs(em, runId));
  }

  /**
   * Stores the durable events and their messages, then publishes all of `events`, in order: once
   * this resolves they will survive. Batches of deltas alone do not touch the database. An event
   * that was stored before is not doubled.
   */
  async append(claim: ClaimedRun, progress: Progress): Promise<void> {
    const { events } = progress;
    if (events.some(isStored)) {
      await this.inTenant(claim.tenantId, async (em) => {
        const run = await this.lockClaimed(em, claim);
        await storeEvents(em, run, events);
        await saveUsed(em, run, progress);
      });
    }
    advance(claim, events);
    await this.bus.publish(claim.tenantId, events);
  }

  /**
   * running -> the outcome's state. The `run.state` event is added here, behind `progress.events`. A
   * run that was asked to stop does not go on to wait for an answer.
   */
  async finish(
    claim: ClaimedRun,
    outcome: RunOutcome,
    progress: Progress,
  ): Promise<{ events: RunEvent[] }> {
    const events = await this.inTenant(claim.tenantId, async (em) => {
      const run = await this.lockClaimed(em, claim);
      const overruled = outcome.state === 'waiting' && run.stopRequested;
      const columns = outcomeColumns(overruled ? { state: 'stopped' } : outcome);
      const { state, reason, detail } = columns;
      advance(claim, progress.events);
      const ending = numbered(run.id, claim.nextSeq - 1, [
        { type: 'run.state', state, ...(reason && { reason }), ...(detail && { detail }) },
      ]);
      const events = [...progress.events, ...ending];
      await storeEvents(em, run, events);
      await saveUsed(em, run, progress);
      await moveRun(em, run, state, columns);
      return events;
    });
    await this.bus.publish(claim.tenantId, events);
    return { events };
  }

  /** Gives the run back unfinished, for any worker to go on with; the attempt does not count. */
  async release(claim: ClaimedRun, progress?: Progress): Promise<void> {
    const events = await this.inTenant(claim.tenantId, async (em) => {
      const run = await this.lockClaimed(em, claim);
      const done = progress?.events ?? [];
      await storeEvents(em, run, done);
      if (progress) await saveUsed(em, run, progress);
      advance(claim, done);
      const attempts = Math.max(0, run.attempts - 1);
      const after = claim.nextSeq - 1;
      const given = await this.dispatch.giveBack(em, run, { after, attempts, reason: 'drained' });
      return [...done, ...given.events];
    });
    this.dispatch.kick();
    await this.bus.publish(claim.tenantId, events);
  }

  private inTenant<T>(tenantId: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    const scope = { tenantId, actor: { type: 'system' } as const };
    return tenantContext.run(scope, () => this.database.transaction(work));
  }

  private async lockClaimed(em: EntityManager, claim: ClaimedRun): Promise<LockedRun> {
    const run = await lockRun(em, claim.runId);
    const held = run?.fence === claim.fence && run.workerId === claim.workerId;
    if (!run || !held || run.state !== 'running') throw fencedOff(claim);
    return run;
  }

  private async takeOver(em: EntityManager, run: LockedRun, workerId: string): Promise<void> {
    assertMove(run.state, 'running');
    await em.execute(
      `update runs set state = 'running', fence = fence + 1, attempts = attempts + 1, worker_id = ?,
         lease_until = now() + make_interval(secs => ?),
         started_at = coalesce(started_at, now()), updated_at = now()
       where id = ?`,
      [workerId, this.config.LEASE_SECONDS, run.id],
      'run',
    );
    run.state = 'running';
    run.attempts += 1;
  }
}

async function isSuspended(em: EntityManager, tenantId: string): Promise<boolean> {
  const sql = `select 1 from tenants where id = ? and state = 'suspended'`;
  return (await em.execute(sql, [tenantId])).length > 0;
}

/** Never backwards: a batch that was sent again may carry older totals. */
async function saveUsed(em: EntityManager, run: LockedRun, used: Progress): Promise<void> {
  await em.execute(
    `update runs set used_steps = greatest(used_steps, ?), used_ms = greatest(used_ms, ?),
       updated_at = now() where id = ?`,
    [used.usedSteps, Math.round(used.usedMs), run.id],
    'run',
  );
}

function advance(claim: ClaimedRun, events: readonly RunEvent[]): void {
  const last = events.at(-1)?.seq ?? 0;
  claim.nextSeq = Math.max(claim.nextSeq, last + 1);
}
