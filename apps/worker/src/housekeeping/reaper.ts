import { Injectable, Logger } from '@nestjs/common';
import { InstancesService } from '@renum/orchestrator';
import { Sandboxes } from '@renum/sandbox';
import { InstancePool } from '../instances/instance-pool';
import { WorkerId } from '../worker-id';

/** A row of ours that the pool does not know is being started, or was not put away. */
const PATIENCE_MS = 60_000;

/** Removes what has no living owner (S5): containers without a row, rows without a worker. */
@Injectable()
export class Reaper {
  private readonly log = new Logger(Reaper.name);

  constructor(
    private readonly sandboxes: Sandboxes,
    private readonly instances: InstancesService,
    private readonly pool: InstancePool,
    private readonly worker: WorkerId,
  ) {}

  async reap(): Promise<void> {
    await this.instances.abandoned();
    // Containers first, rows second: a row is always older than its container, so a container that
    // we saw and that has no row now is nobody's.
    const containers = await this.sandboxes.list();
    const rows = await this.instances.live();
    await this.reapContainers(containers, new Set(rows.map(({ id }) => id)));
    for (const row of rows) {
      if (row.workerId !== this.worker.id) continue;
      if (row.state === 'stopping') {
        await this.pool.destroyById(row.id, 'An operator stopped it.');
      }
      if (!this.pool.has(row.id) && Date.now() - row.createdAt.getTime() > PATIENCE_MS) {
        const key = { tenantId: row.tenantId, instanceId: row.id };
        await this.instances.gone(key, 'Its worker no longer has it.');
      }
    }
  }

  private async reapContainers(
    containers: Awaited<ReturnType<Sandboxes['list']>>,
    living: ReadonlySet<string>,
  ): Promise<void> {
    for (const { instanceId, containerId } of containers) {
      if (living.has(instanceId)) continue;
      this.log.warn({ instanceId, containerId }, 'Removing a sandbox without an owner');
      await this.sandboxes.remove(containerId);
    }
  }
}
