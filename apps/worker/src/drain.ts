import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Housekeeping } from './housekeeping/housekeeping';
import { InstancePool } from './instances/instance-pool';
import { ControlListener } from './runs/control-listener';
import { RunDriver } from './runs/run-driver';
import { RunsProcessor } from './runs/runs.processor';

/**
 * An orderly end (D3): no new job, every run back to the queue as it stands, every sandbox removed.
 * It takes moments; another worker, or this one started again, goes on from the last message.
 */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  constructor(
    private readonly processor: RunsProcessor,
    private readonly control: ControlListener,
    private readonly driver: RunDriver,
    private readonly pool: InstancePool,
    private readonly housekeeping: Housekeeping,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.processor.pause();
    this.control.close();
    await this.driver.releaseAll();
    await this.pool.destroyAll('Its worker shut down.');
    await this.housekeeping.close();
    await this.housekeeping.leave();
  }
}
