import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ControlBus, type ControlMessage } from '@renum/orchestrator';
import { InstancePool } from '../instances/instance-pool';
import { RunDriver } from './run-driver';

/** Hears what people want of runs and sandboxes, so that they need not wait for the next renewal. */
@Injectable()
export class ControlListener implements OnApplicationBootstrap {
  private readonly log = new Logger(ControlListener.name);
  private unfollow: () => void = () => undefined;

  constructor(
    private readonly bus: ControlBus,
    private readonly driver: RunDriver,
    private readonly pool: InstancePool,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.unfollow = await this.bus.follow((message) => {
      this.hear(message);
    });
  }

  close(): void {
    this.unfollow();
  }

  private hear(message: ControlMessage): void {
    switch (message.type) {
      case 'run.stop':
        this.driver.stop(message.runId);
        break;
      case 'instance.stop':
        this.pool.destroyById(message.instanceId, 'It was stopped.').catch((err: unknown) => {
          this.log.error({ err, ...message }, 'A sandbox was not stopped; the reaper tries again');
        });
        break;
      default: {
        const impossible: never = message;
        throw new Error(`Unknown control message ${JSON.stringify(impossible)}`);
      }
    }
  }
}
