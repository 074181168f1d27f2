import { Injectable } from '@nestjs/common';
import type { InstanceView, Page } from '@renum/contracts';
import { PlatformDatabase, TenantDatabase, type EntityManager } from '@renum/database';
import { AuditService } from '@renum/audit';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { ControlBus } from '../live/control-bus';
import { InstanceEntity, type Instance, type InstanceState } from './instance.entity';
import { WORKER_SILENT_SECONDS } from '../workers/workers.service';
import { instanceViews } from './instance-views';

export interface InstanceClaim {
  instanceId: string;
  /** Set when this worker has the thread's sandbox already. */
  containerId?: string;
  fresh: boolean;
}

/**
 * The rows of sandboxes: who may own which. Containers themselves are the worker's business; a row
 * says whose each one is, so that what has no living owner can be reaped.
 */
@Injectable()
export class InstancesService {
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly platform: PlatformDatabase,
    private readonly control: ControlBus,
    private readonly audit: AuditService,
  ) {}

  /**
   * The thread's instance for this worker: the one it has, or a new row in `starting`. An instance
   * that another worker still keeps for the thread is taken off it; it is idle, since the thread's
   * one run is here.
   */
  async claim(wanted: {
    tenantId: string;
    threadId: string;
    workerId: string;
    /** Of a new one. */
    size?: string;
  }): Promise<InstanceClaim> {
    const { tenantId, threadId, workerId, size = '' } = wanted;
    const { claim, displaced } = await this.inTenant(tenantId, async (em) => {
      // One claim a thread at a time, whether or not there is a row to lock.
      await em.execute('select 1 from threads where id = ? for update', [threadId]);
      const live = await em.findOne(InstanceEntity, { threadId, state: { $ne: 'gone' } });
      if (live && live.workerId === workerId && live.state !== 'stopping') {
        live.state = 'busy';
        live.lastUsedAt = new Date();
        return { claim: claimOf(live), displaced: undefined };
      }
      if (live) await markGone(em, live.id, 'Displaced by a run on another worker.', LAST_USE);
      const instanceId = newId();
      const now = new Date();
      const row = { id: instanceId, tenantId, threadId, workerId, createdAt: now, lastUsedAt: now };
      await em.insert(InstanceEntity, { ...row, state: 'starting', detail: '', size });
      return { claim: { instanceId, fresh: true }, displaced: live?.id };
    });
    if (displaced) {
      await this.control.publish({ type: 'instance.stop', tenantId, instanceId: displaced });
    }
    return claim;
  }

  /**
   * Notes a change; false when the row is gone already, and the container with it must go. With its
   * container a sandbox begins to be billed.
   */
  async touch(
    ref: { tenantId: string; instanceId: string },
    change: { state: Exclude<InstanceState, 'gone'>; containerId?: string },
  ): Promise<boolean> {
    const { containerId, state } = change;
    const touched = await this.inTenant(ref.tenantId, (em) =>
      em.execute<{ id: string }[]>(
        // An instance that an operator stops stays `stopping`, whatever its run still says.
        `update instances set state = ?, last_used_at = now(),
           container_id = coalesce(given.container, container_id),
           started_at = case when given.container is null then started_at
             else coalesce(started_at, ${NOW}) end,
           metered_until = case when given.container is null then metered_until
             else coalesce(metered_until, ${NOW}) end
         from (select cast(? as text) as container) as given
         where id = ? and state not in ('gone', 'stopping') returning id`,
        [state, containerId ?? null, ref.instanceId],
      ),
    );
    return touched.length === 1;
  }

  async gone(ref: { tenantId: string; instanceId: string }, detail: string): Promise<void> {
    await this.inTenant(ref.tenantId, (em) => markGone(em, ref.instanceId, detail, NOW));
  }

  /** Across tenants: rows that are not gone, of one worker or of all. */
  async live(workerId?: string): Promise<Instance[]> {
    return this.platform.transaction((em) =>
      em.find(InstanceEntity, { state: { $ne: 'gone' }, ...(workerId && { workerId }) }),
    );
  }

  /** Across tenants: marks what belongs to workers that are no more; tells which those were. */
  async abandoned(): Promise<string[]> {
    return this.platform.transaction(async (em) => {
      const rows = await em.execute<{ id: string }[]>(
        `update instances set state = 'gone', gone_at = now(), ended_at = ${endedAt(LAST_SIGN)},
           detail = 'Its worker is gone.'
         where state <> 'gone' and not exists (
           select 1 from workers w where w.id = instances.worker_id
             and w.heartbeat_at > now() - make_interval(secs => ?))
         returning id`,
        [WORKER_SILENT_SECONDS],
      );
      return rows.map(({ id }) => id);
    });
  }

  /** For operators: newest first. */
  async list(page: { cursor?: string; limit: number }): Promise<Page<InstanceView>> {
    return this.platform.transaction((em) => instanceViews(em, page));
  }

  /** For operators: asks the owner to stop a sandbox; its run, if any, fails over or ends. */
  async stop(instanceId: string, operatorId: string): Promise<void> {
    const instance = await this.platform.transaction((em) =>
      em.findOne(InstanceEntity, { id: instanceId, state: { $ne: 'gone' } }),
    );
    if (!instance) throw new DomainError('not_found', 'There is no such running instance.');
    const { tenantId } = instance;
    const actor = { type: 'user', id: operatorId } as const;
    await tenantContext.run({ tenantId, actor }, () =>
      this.tenants.transaction(async (em) => {
        await em.nativeUpdate(
          InstanceEntity,
          { id: instanceId, state: { $ne: 'gone' } },
          { state: 'stopping' },
        );
        const target = { targetType: 'instance', targetId: instanceId };
        await this.audit.record(em, { action: 'instance.stop_requested', ...target });
      }),
    );
    await this.control.publish({ type: 'instance.stop', tenantId, instanceId });
  }

  private inTenant<T>(tenantId: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    const scope = { tenantId, actor: { type: 'system' } as const };
    return tenantContext.run(scope, () => this.tenants.transaction(work));
  }
}

/** Sandboxes are billed in whole milliseconds. */
const NOW = `date_trunc('milliseconds', now())`;

/**
 * Of a sandbox whose worker does not end it itself: when that one last said that it lives, or of it.
 * What its container did after that, until it was reaped, is nobody's to pay.
 */
const LAST_USE = `date_trunc('milliseconds', least(now(), last_used_at))`;
const LAST_SIGN = `date_trunc('milliseconds', least(now(), coalesce(
  (select heartbeat_at from workers w where w.id = instances.worker_id), last_used_at)))`;

/** Never before what has been billed; nothing for a sandbox that never started. */
const endedAt = (moment: string): string =>
  `case when started_at is not null then greatest(metered_until, ${moment}) end`;

async function markGone(
  em: EntityManager,
  id: string,
  detail: string,
  ended: typeof NOW | typeof LAST_USE,
): Promise<void> {
  await em.execute(
    `update instances set state = 'gone', detail = ?, gone_at = now(), ended_at = ${endedAt(ended)}
     where id = ? and state <> 'gone'`,
    [detail, id],
  );
}

const claimOf = (instance: Instance): InstanceClaim => ({
  instanceId: instance.id,
  fresh: false,
  ...(instance.containerId && { containerId: instance.containerId }),
});
