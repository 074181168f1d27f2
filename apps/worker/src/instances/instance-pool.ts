import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { InstancesService } from '@renum/orchestrator';
import type { ConfigOf } from '@renum/platform';
import { sandboxConfig, sandboxSize } from '@renum/sandbox';
import { workerConfig } from '../worker.config';
import { WorkerId } from '../worker-id';
import { DoorDirs } from './door-dirs';
import { InstanceStarter } from './instance-starter';
import { LiveInstance, type InstanceKey } from './live-instance';

/** The sandboxes of this worker, one a thread: reused while warm, removed when idle. */
@Injectable()
export class InstancePool implements OnApplicationBootstrap {
  private readonly log = new Logger(InstancePool.name);
  private readonly byThread = new Map<string, LiveInstance>();
  private readonly idle = new Map<string, NodeJS.Timeout>();
  /** Removals under way, by thread. */
  private readonly leaving = new Map<string, Promise<void>>();

  constructor(
    private readonly instances: InstancesService,
    private readonly starter: InstanceStarter,
    private readonly worker: WorkerId,
    @Inject(workerConfig.KEY) private readonly config: ConfigOf<typeof workerConfig>,
    @Inject(sandboxConfig.KEY) private readonly sandbox: ConfigOf<typeof sandboxConfig>,
  ) {}

  /** The directories of sockets that a killed worker left behind. */
  async onApplicationBootstrap(): Promise<void> {
    const dirs = new DoorDirs(this.config.DOORS_DIR);
    await dirs.prepare();
    await dirs.sweep(new Set((await this.instances.live()).map(({ id }) => id)));
  }

  get size(): number {
    return this.byThread.size;
  }

  has(instanceId: string): boolean {
    return [...this.byThread.values()].some(({ key }) => key.instanceId === instanceId);
  }

  /** The thread's sandbox, started if need be. Throws `sandbox_unavailable`. */
  async acquire(thread: { tenantId: string; threadId: string }): Promise<LiveInstance> {
    const warm = this.byThread.get(thread.threadId);
    if (warm) this.keep(warm);
    try {
      return await this.take(thread);
    } catch (error) {
      if (warm && this.byThread.get(thread.threadId) === warm) this.removeWhenIdle(warm);
      throw error;
    }
  }

  /** The run inside is over; the sandbox stays warm for a while. */
  async release(instance: LiveInstance): Promise<void> {
    instance.occupant = undefined;
    if (instance.over || !(await this.instances.touch(instance.key, { state: 'ready' }))) {
      await this.destroy(instance, 'It ended with its run.');
      return;
    }
    this.removeWhenIdle(instance);
  }

  /** Removes the sandbox now, with whatever runs inside. */
  async destroy(instance: LiveInstance, detail: string): Promise<void> {
    this.keep(instance);
    const { threadId } = instance.key;
    // Somebody else is at it already.
    if (this.byThread.get(threadId) !== instance) return this.leaving.get(threadId);
    this.byThread.delete(threadId);
    const removal = this.remove(instance, detail).finally(() => this.leaving.delete(threadId));
    this.leaving.set(threadId, removal);
    await removal;
  }

  async destroyById(instanceId: string, detail: string): Promise<void> {
    for (const instance of this.byThread.values()) {
      if (instance.key.instanceId === instanceId) await this.destroy(instance, detail);
    }
  }

  async destroyAll(detail: string): Promise<void> {
    await Promise.all([...this.byThread.values()].map((each) => this.destroy(each, detail)));
  }

  private async take(thread: { tenantId: string; threadId: string }): Promise<LiveInstance> {
    const { threadId } = thread;
    for (;;) {
      const ended = this.byThread.get(threadId);
      if (ended?.over) await this.destroy(ended, 'It had ended.');
      // Whether a removal succeeds is for whoever began it.
      await this.leaving.get(threadId)?.catch(() => undefined);
      const wanted = { ...thread, workerId: this.worker.id, size: sandboxSize(this.sandbox) };
      const { instanceId } = await this.instances.claim(wanted);
      const current = this.byThread.get(threadId);
      // One that ends while we ask takes its row along, and its socket's directory.
      if (current?.over || this.leaving.has(threadId)) continue;
      if (current?.key.instanceId === instanceId) return current;
      if (current) await this.destroy(current, 'Its row is gone.');
      return this.startNew({ ...thread, instanceId });
    }
  }

  private async remove(instance: LiveInstance, detail: string): Promise<void> {
    await this.starter.stop(instance, detail);
    await this.instances.gone(instance.key, detail);
  }

  private async startNew(key: InstanceKey): Promise<LiveInstance> {
    const instance = new LiveInstance(key, this.config.DATA_PLANE_KEY);
    this.byThread.set(key.threadId, instance);
    try {
      await this.starter.start(instance);
    } catch (error) {
      await this.destroy(instance, 'It did not start.');
      throw error;
    }
    const { containerId } = instance;
    await this.instances.touch(key, { state: 'busy', ...(containerId && { containerId }) });
    void instance.ended.then(({ detail }) => {
      // A run inside sees the end itself and says so; between runs nobody else would clear up.
      if (!instance.occupant) this.destroyLater(instance, detail);
    });
    return instance;
  }

  private removeWhenIdle(instance: LiveInstance): void {
    const timer = setTimeout(() => {
      this.destroyLater(instance, 'It was idle.');
    }, this.config.INSTANCE_IDLE_SECONDS * 1000);
    this.idle.set(instance.key.instanceId, timer);
  }

  /** Cancels the removal of an idle sandbox. */
  private keep(instance: LiveInstance): void {
    clearTimeout(this.idle.get(instance.key.instanceId));
    this.idle.delete(instance.key.instanceId);
  }

  private destroyLater(instance: LiveInstance, detail: string): void {
    if (this.byThread.get(instance.key.threadId) !== instance) return;
    this.destroy(instance, detail).catch((err: unknown) => {
      // The reaper finds what this left.
      this.log.error({ err, ...instance.key }, 'A sandbox could not be removed');
    });
  }
}
