import { Inject, Injectable, Logger } from '@nestjs/common';
import type { RunOutcome, RunStart } from '@renum/contracts';
import { UsageQueries } from '@renum/billing';
import { TenantDatabase } from '@renum/database';
import { RunLeases, workspaceBytes, Workspaces, type ClaimedRun } from '@renum/orchestrator';
import { isDomainError, messageOf, tenantContext, type ConfigOf } from '@renum/platform';
import type { RunJob } from '@renum/queues';
import { InstancePool } from '../instances/instance-pool';
import type { LiveInstance } from '../instances/live-instance';
import { WorkerId } from '../worker-id';
import { workerConfig } from '../worker.config';
import { RunSession } from './run-session';
import { RunWatch } from './run-watch';
import { Turns } from './turns';

interface Driven {
  session: RunSession;
  watch?: RunWatch;
  instance?: LiveInstance;
}

/** Takes a run from claim to its end, inside a sandbox of this worker. */
@Injectable()
export class RunDriver {
  private readonly log = new Logger(RunDriver.name);
  private readonly driven = new Map<string, Driven>();
  private readonly turns = new Turns();
  private readonly claims = new Set<Promise<ClaimedRun | undefined>>();

  constructor(
    private readonly leases: RunLeases,
    private readonly pool: InstancePool,
    private readonly workspaces: Workspaces,
    private readonly database: TenantDatabase,
    private readonly usage: UsageQueries,
    private readonly worker: WorkerId,
    @Inject(workerConfig.KEY) private readonly config: ConfigOf<typeof workerConfig>,
  ) {}

  get running(): number {
    return this.driven.size;
  }

  /** Resolves when the run has left this worker; a run that is not to be had resolves at once. */
  async drive({ runId, tenantId }: RunJob): Promise<void> {
    const claim = await this.claim({ runId, tenantId });
    if (claim) await this.inTenant(claim, () => this.inside(claim));
  }

  /** A person asked; false when the run is not here. */
  stop(runId: string): boolean {
    const driven = this.driven.get(runId);
    driven?.watch?.stop();
    return driven !== undefined;
  }

  /** Gives every run back to the queue, for another worker to go on with. */
  async releaseAll(): Promise<void> {
    // A job that was taken just before has no session yet.
    await Promise.allSettled(this.claims);
    await Promise.all([...this.driven.values()].map(({ session }) => this.giveBack(session)));
  }

  private async claim(run: RunJob): Promise<ClaimedRun | undefined> {
    const claim = this.leases.claim({ ...run, workerId: this.worker.id });
    this.claims.add(claim);
    try {
      return await claim;
    } finally {
      this.claims.delete(claim);
    }
  }

  private async inside(claim: ClaimedRun): Promise<void> {
    const driven: Driven = { session: this.openSession(claim) };
    this.driven.set(claim.runId, driven);
    // From the claim on: getting a sandbox may take longer than the lease.
    driven.watch = this.openWatch(driven);
    // The thread's last run may be over while its sandbox still starts, or is being put away.
    await this.turns.take(claim.threadId, () => this.occupy(driven));
  }

  private async occupy(driven: Driven): Promise<void> {
    const { session } = driven;
    try {
      // Stopped, given back or lost while it waited for its turn: nothing is left to do.
      if (session.over) return;
      const instance = await this.pool.acquire(session.claim);
      driven.instance = instance;
      const waitedMs = await this.waitedBefore(session.claim);
      if (!session.over) enter(session, instance, waitedMs);
      const ended = await Promise.race([session.end, instance.ended]);
      if (!('by' in ended)) {
        await session.force(failed('sandbox_died', ended.detail));
      }
    } catch (error) {
      await this.fail(session, error);
    } finally {
      driven.watch?.close();
      this.driven.delete(session.claim.runId);
      if (driven.instance) await this.leave(session, driven.instance);
    }
  }

  /** A sandbox whose run did not end by itself may still be at work: it goes. */
  private async leave(session: RunSession, instance: LiveInstance): Promise<void> {
    try {
      const end = await session.end;
      if (end.by === 'outcome' && !session.forced) await this.pool.release(instance);
      else await this.pool.destroy(instance, 'Its run was taken out of it.');
    } catch (err) {
      this.log.error({ err, runId: session.claim.runId }, 'A sandbox was not put away');
    }
  }

  private openSession(claim: ClaimedRun): RunSession {
    return new RunSession(claim, {
      append: (progress) => this.leases.append(claim, progress),
      finish: (outcome, progress) => this.leases.finish(claim, outcome, progress),
      // Whoever asks may come from elsewhere: a stop is heard outside of every tenant.
      usage: () =>
        this.inTenant(claim, async () => {
          const totals = await this.database.transaction((em) =>
            this.usage.runTotals(em, claim.runId),
          );
          return { type: 'run.usage', ...totals, costNano: totals.costNano.toString() };
        }),
    });
  }

  /** In earlier claims of the run; a run that begins has waited for nobody. */
  private async waitedBefore(claim: ClaimedRun): Promise<number> {
    return claim.used.milliseconds > 0 ? this.leases.waitedMs(claim) : 0;
  }

  private inTenant<T>({ tenantId }: ClaimedRun, work: () => Promise<T>): Promise<T> {
    return tenantContext.run({ tenantId, actor: { type: 'system' } }, work);
  }

  private openWatch(driven: Driven): RunWatch {
    const { session } = driven;
    const { claim } = session;
    const { LEASE_SECONDS, WORKSPACE_MAX_MB } = this.config;
    const dir = this.workspaces.pathOf(claim.tenantId, claim.threadId);
    const maxDiskBytes = WORKSPACE_MAX_MB * 1024 * 1024;
    return new RunWatch({
      renew: () => this.leases.renew(claim),
      renewEveryMs: Math.min(1500, (LEASE_SECONDS * 1000) / 4),
      leaseMs: LEASE_SECONDS * 1000,
      remainingMs: claim.config.limits.maxSeconds * 1000 - claim.used.milliseconds,
      waitedMs: () => this.leases.waitedMs(claim),
      diskBytes: () => workspaceBytes(dir, maxDiskBytes),
      maxDiskBytes,
      askToStop: () => driven.instance?.door?.send({ type: 'run.stop', runId: claim.runId }),
      force: (outcome) => {
        session.force(outcome).catch((err: unknown) => {
          this.log.error({ err, runId: claim.runId }, 'A run could not be ended');
        });
      },
      lost: (err) => {
        this.log.warn({ err, runId: claim.runId }, 'The lease of a run is lost');
        session.abandon();
      },
    });
  }

  private async fail(session: RunSession, error: unknown): Promise<void> {
    const { runId } = session.claim;
    this.log.error({ err: error, runId }, 'A run failed');
    const outcome = isDomainError(error, 'sandbox_unavailable')
      ? failed('sandbox_unavailable', error.message)
      : failed('internal', 'The worker failed. Its log says more; please try again.');
    try {
      await session.force(outcome);
    } catch (err) {
      // Nobody renews the lease any more: the sweeper takes the run from here.
      this.log.error({ err, runId }, `A failed run could not be ended: ${messageOf(err)}`);
      session.abandon();
    }
  }

  private async giveBack(session: RunSession): Promise<void> {
    try {
      await session.handOver((progress) => this.leases.release(session.claim, progress));
    } catch (err) {
      this.log.warn({ err, runId: session.claim.runId }, 'A run was not given back');
    }
  }
}

const failed = (
  reason: Extract<RunOutcome, { state: 'failed' }>['reason'],
  detail: string,
): RunOutcome => ({ state: 'failed', reason, detail });

function enter(session: RunSession, instance: LiveInstance, waitedMs: number): void {
  const { tenantId, agentId, agentVersionId, threadId, runId } = session.claim;
  instance.occupant = {
    identity: { tenantId, agentId, agentVersionId, threadId, runId },
    onEvents: (batch) => session.take(batch),
  };
  instance.door?.send(startCommand(session.claim, waitedMs));
}

/** What a person was waited for is no time that the run used. */
const startCommand = (claim: ClaimedRun, waitedMs: number): RunStart => ({
  type: 'run.start',
  runId: claim.runId,
  fence: claim.fence,
  model: claim.config.model,
  instructions: claim.config.instructions,
  tools: claim.config.tools,
  externalTools: claim.externalTools,
  limits: claim.config.limits,
  used: { ...claim.used, milliseconds: Math.max(0, claim.used.milliseconds - waitedMs) },
  history: claim.history,
});
