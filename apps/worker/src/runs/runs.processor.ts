import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, type OnApplicationBootstrap } from '@nestjs/common';
import type { ConfigOf } from '@renum/platform';
import { QUEUE_RUNS, type RunJob } from '@renum/queues';
import type { Job } from 'bullmq';
import { Housekeeping } from '../housekeeping/housekeeping';
import { workerConfig } from '../worker.config';
import { RunDriver } from './run-driver';

/**
 * Takes runs from the queue. A job that BullMQ hands out twice does no harm: the claim of a run
 * succeeds once. Hence the generous stall count, which otherwise would fail jobs of killed workers.
 */
@Processor(QUEUE_RUNS, { autorun: false, maxStalledCount: 1000, stalledInterval: 15_000 })
export class RunsProcessor extends WorkerHost implements OnApplicationBootstrap {
  constructor(
    private readonly driver: RunDriver,
    @Inject(workerConfig.KEY) private readonly config: ConfigOf<typeof workerConfig>,
    // Nest starts what is needed first: a worker is known by its heartbeat before it has a job.
    _housekeeping: Housekeeping,
  ) {
    super();
  }

  /** Only now: a job needs everything else to be up. */
  onApplicationBootstrap(): void {
    this.worker.concurrency = this.config.WORKER_CONCURRENCY;
    void this.worker.run();
  }

  override async process(job: Job<RunJob>): Promise<void> {
    await this.driver.drive(job.data);
  }

  /** Takes no further job; those at work go on. */
  async pause(): Promise<void> {
    await this.worker.pause(true);
  }
}
