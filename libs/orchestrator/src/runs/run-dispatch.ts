import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@renum/database';
import type { RunEvent, RunEventBody } from '@renum/contracts';
import { Outbox, OutboxRelay, QUEUE_RUNS } from '@renum/queues';
import { moveRun, numbered, storeEvents, type LockedRun } from './run-rows';

/** How often a run may lose its worker before it counts as the run's own fault. */
export const MAX_ATTEMPTS = 3;

/** What becomes of a run whose worker let go of it. */
export type Loss = 'stopped' | 'failed' | 'queued';

export function afterLoss(run: Pick<LockedRun, 'stopRequested'>, attempts: number): Loss {
  if (run.stopRequested) return 'stopped';
  return attempts >= MAX_ATTEMPTS ? 'failed' : 'queued';
}

export const WORKER_LOST = `The run lost its worker ${MAX_ATTEMPTS} times in a row without coming to an end.`;

/** Hands runs to the queue, through the outbox: a row here is a job there, however Redis fares. */
@Injectable()
export class RunDispatch {
  constructor(
    private readonly outbox: Outbox,
    private readonly relay: OutboxRelay,
  ) {}

  async enqueue(em: EntityManager, run: { id: string; tenantId: string }): Promise<void> {
    await this.outbox.add(em, QUEUE_RUNS, { runId: run.id, tenantId: run.tenantId });
  }

  /** After the commit: the relay need not wait for its next look. */
  kick(): void {
    this.relay.kick();
  }

  /** Moves a locked, running run that nobody drives any more. Events are numbered after `after`. */
  async giveBack(
    em: EntityManager,
    run: LockedRun,
    { after, attempts, reason }: { after: number; attempts: number; reason: string },
  ): Promise<{ loss: Loss; events: RunEvent[] }> {
    const loss = afterLoss(run, attempts);
    const failure = { reason: 'worker_lost', detail: WORKER_LOST };
    const body: RunEventBody = {
      type: 'run.state',
      state: loss,
      ...(loss === 'failed' && failure),
      ...(loss === 'queued' && { reason }),
    };
    const events = numbered(run.id, after, [body]);
    await storeEvents(em, run, events);
    await moveRun(em, run, loss, { attempts, ...(loss === 'failed' && failure) });
    if (loss === 'queued') await this.enqueue(em, run);
    return { loss, events };
  }
}
