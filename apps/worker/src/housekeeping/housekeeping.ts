import { hostname } from 'node:os';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { WorkersService } from '@renum/orchestrator';
import { Sandboxes } from '@renum/sandbox';
import { InstancePool } from '../instances/instance-pool';
import { WorkerMetrics } from '../observability/worker-metrics';
import { Repeat } from '../repeat';
import { RunDriver } from '../runs/run-driver';
import { WorkerId } from '../worker-id';
import { BillingJobs } from './billing-jobs';
import { Reaper } from './reaper';
import { Sweeps } from './sweeps';

const HEARTBEAT_MS = 4_000;
const SWEEP_MS = 5_000;
const REAP_MS = 10_000;
const FORGET_MS = 3_600_000;

/** What a worker does beside its runs: says that it lives, and clears up after those that died. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap {
  private readonly log = new Logger(Housekeeping.name);
  private readonly repeats: readonly Repeat[];

  constructor(
    private readonly workers: WorkersService,
    private readonly sandboxes: Sandboxes,
    private readonly pool: InstancePool,
    private readonly driver: RunDriver,
    private readonly worker: WorkerId,
    private readonly metrics: WorkerMetrics,
    sweeps: Sweeps,
    reaper: Reaper,
    jobs: BillingJobs,
  ) {
    this.repeats = [
      this.repeat('heartbeat', HEARTBEAT_MS, () => this.beat()),
      this.repeat('sweep', SWEEP_MS, () => sweeps.sweep()),
      this.repeat('reap', REAP_MS, () => reaper.reap()),
      this.repeat('clearing of old workers', FORGET_MS, () => workers.forgetOld()),
      ...jobs.list.map(({ name, everyMs, run }) =>
        this.repeat(name, everyMs, async () => void (await run())),
      ),
    ];
  }

  async onApplicationBootstrap(): Promise<void> {
    // Before any row names this worker: a row of an unknown worker counts as abandoned.
    await this.beat();
    for (const repeat of this.repeats) repeat.start('now');
  }

  async close(): Promise<void> {
    await Promise.all(this.repeats.map((repeat) => repeat.close()));
  }

  /** Nobody needs to wait for our silence. */
  async leave(): Promise<void> {
    await this.workers.leave(this.worker.id);
  }

  private async beat(): Promise<void> {
    this.metrics.holds(this.pool.size, this.driver.running);
    const { ok, detail } = await this.sandboxes.health();
    await this.workers.heartbeat({
      workerId: this.worker.id,
      hostname: hostname(),
      pid: process.pid,
      dockerOk: ok,
      dockerDetail: detail,
      instances: this.pool.size,
      runs: this.driver.running,
    });
  }

  private repeat(name: string, everyMs: number, action: () => Promise<void>): Repeat {
    const counted = async (): Promise<void> => {
      await action();
      this.metrics.jobEnded(name, 'ok');
    };
    return new Repeat(everyMs, counted, (err) => {
      this.metrics.jobEnded(name, 'failed');
      this.log.error({ err }, `The ${name} failed and will be tried again`);
    });
  }
}
