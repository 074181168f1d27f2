import { Injectable, Logger } from '@nestjs/common';
import type { RunEvent } from '@renum/contracts';
import { PlatformDatabase, TenantDatabase } from '@renum/database';
import { tenantContext } from '@renum/platform';
import { LiveBus } from '../live/live-bus';
import { RECLAIM_GAP } from './claimed-run';
import { RunDispatch, type Loss } from './run-dispatch';
import { lastSeq, lockRun } from './run-rows';

interface Overdue {
  id: string;
  tenantId: string;
}

export type SweepResult = Record<Loss, number>;

const BATCH = 200;

/**
 * Finds runs whose worker has gone silent and moves them on: stopped if that was asked for, queued
 * again, or failed after too many losses. Any number of sweepers may work at once. Queued runs whose
 * job got lost with Redis are `QueueKeeper`'s.
 */
@Injectable()
export class RunSweeper {
  private readonly log = new Logger(RunSweeper.name);

  constructor(
    private readonly platform: PlatformDatabase,
    private readonly tenants: TenantDatabase,
    private readonly dispatch: RunDispatch,
    private readonly bus: LiveBus,
  ) {}

  async sweep(): Promise<SweepResult> {
    const result: SweepResult = { stopped: 0, failed: 0, queued: 0 };
    for (const run of await this.overdue()) {
      try {
        const loss = await this.recover(run);
        if (loss) result[loss] += 1;
      } catch (error) {
        // One run that cannot be moved must not keep the others waiting.
        this.log.error({ err: error, runId: run.id }, 'A lost run could not be recovered');
      }
    }
    if (result.queued > 0) this.dispatch.kick();
    return result;
  }

  private overdue(): Promise<Overdue[]> {
    return this.platform.transaction((em) =>
      em.execute<Overdue[]>(
        `select id, tenant_id as "tenantId" from runs
         where state = 'running' and lease_until < now() order by lease_until limit ${BATCH}`,
      ),
    );
  }

  private async recover({ id, tenantId }: Overdue): Promise<Loss | undefined> {
    const scope = { tenantId, actor: { type: 'system' } as const };
    const recovered = await tenantContext.run(scope, () =>
      this.tenants.transaction(async (em) => {
        const run = await lockRun(em, id);
        // Renewed, finished, or swept by another since we looked.
        if (run?.state !== 'running' || !run.leaseOver) return undefined;
        const after = (await lastSeq(em, id)) + RECLAIM_GAP - 1;
        const { attempts } = run;
        return this.dispatch.giveBack(em, run, { after, attempts, reason: 'worker_lost' });
      }),
    );
    if (recovered) await this.tell(tenantId, id, recovered);
    return recovered?.loss;
  }

  private async tell(
    tenantId: string,
    runId: string,
    { loss, events }: { loss: Loss; events: RunEvent[] },
  ): Promise<void> {
    this.log.warn({ runId, tenantId, loss }, 'A run lost its worker');
    await this.bus.publish(tenantId, events);
  }
}
