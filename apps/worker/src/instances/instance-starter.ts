import { chown } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Workspaces } from '@renum/orchestrator';
import { DomainError, messageOf, type ConfigOf } from '@renum/platform';
import { Sandboxes, sandboxUser } from '@renum/sandbox';
import { Door } from '../door/door';
import { DataPlaneForwarder } from '../door/forwarder';
import { workerConfig } from '../worker.config';
import { WorkerId } from '../worker-id';
import { DoorDirs } from './door-dirs';
import type { LiveInstance } from './live-instance';

/** A container answers in a tenth of a second; a machine under load takes longer. */
const CONNECT_MS = 30_000;

/** Brings one sandbox up (workspace, door, container, in that order) and down again. */
@Injectable()
export class InstanceStarter implements OnApplicationShutdown {
  private readonly log = new Logger(InstanceStarter.name);
  private readonly dirs: DoorDirs;
  private readonly forwarder: DataPlaneForwarder;

  constructor(
    private readonly sandboxes: Sandboxes,
    private readonly workspaces: Workspaces,
    private readonly worker: WorkerId,
    @Inject(workerConfig.KEY) config: ConfigOf<typeof workerConfig>,
  ) {
    this.dirs = new DoorDirs(config.DOORS_DIR);
    this.forwarder = new DataPlaneForwarder(config.DATA_PLANE_URL);
  }

  /** Throws `sandbox_unavailable`; nothing is left behind then. */
  async start(instance: LiveInstance): Promise<void> {
    try {
      await this.removeStrays(instance);
      instance.door = await this.openDoor(instance);
      const workspaceDir = await this.workspace(instance);
      const { instanceId, threadId } = instance.key;
      const doorDir = this.dirs.dirOf(instanceId);
      const spec = { instanceId, threadId, workerId: this.worker.id, doorDir, workspaceDir };
      const { containerId } = await this.sandboxes.start(spec);
      instance.containerId = containerId;
      this.watch(instance, containerId);
      await this.connected(instance, instance.door);
    } catch (cause) {
      await this.stop(instance, 'It did not start.');
      if (cause instanceof DomainError) throw cause;
      throw new DomainError('sandbox_unavailable', `No sandbox: ${messageOf(cause)}`, { cause });
    }
  }

  /** Kills the container, closes the door; whatever is gone already is fine. */
  async stop(instance: LiveInstance, detail: string): Promise<void> {
    instance.occupant = undefined;
    instance.end(detail);
    await instance.door?.close();
    if (instance.containerId) await this.sandboxes.remove(instance.containerId);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.forwarder.close();
  }

  /** A worker that died left its container in the workspace; two must never be at work in one. */
  private async removeStrays({ key }: LiveInstance): Promise<void> {
    for (const info of await this.sandboxes.list()) {
      if (info.threadId !== key.threadId) continue;
      this.log.warn({ container: info.containerId, ...key }, 'Removing a stray sandbox');
      await this.sandboxes.remove(info.containerId);
    }
  }

  private async openDoor(instance: LiveInstance): Promise<Door> {
    await this.dirs.prepare();
    return Door.open({
      socketPath: this.dirs.socketOf(instance.key.instanceId),
      forwarder: this.forwarder,
      identity: () => instance.identity(),
      onEvents: (batch) => {
        if (instance.occupant) return instance.occupant.onEvents(batch);
        return Promise.reject(new DomainError('fenced', 'No run is active in this sandbox.'));
      },
      onError: (err) => {
        this.log.error({ err, ...instance.key }, 'A door failed');
      },
    });
  }

  private async workspace({ key }: LiveInstance): Promise<string> {
    const dir = await this.workspaces.ensure(key.tenantId, key.threadId);
    const { uid, gid } = sandboxUser();
    await chown(dir, uid, gid);
    return dir;
  }

  private watch(instance: LiveInstance, containerId: string): void {
    this.sandboxes
      .ended(containerId)
      .then(({ exitCode, outOfMemory }) => {
        const reason = outOfMemory ? 'it ran out of memory' : `exit code ${exitCode}`;
        instance.end(`The sandbox ended: ${reason}.`);
      })
      .catch((err: unknown) => {
        this.log.error({ err, ...instance.key }, 'A sandbox can no longer be watched');
        instance.end('Docker no longer answers about the sandbox.');
      });
  }

  private async connected(instance: LiveInstance, door: Door): Promise<void> {
    const late = new AbortController();
    const winner = await Promise.race([
      door.ready,
      instance.ended,
      sleep(CONNECT_MS, 'late' as const, { signal: late.signal, ref: false }),
    ]);
    late.abort();
    if (winner === undefined) return;
    const why = winner === 'late' ? 'Its runtime did not connect within 30 s.' : winner.detail;
    throw new DomainError('sandbox_unavailable', why);
  }
}
