import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { messageOf } from '@renum/platform';
import { Pump } from '@renum/queues';
import { Deliverer } from './deliverer';
import { DeliveryClaims, type ClaimedDelivery } from './delivery-claims';

const PRUNE_EVERY_MS = 3_600_000;

/** Sends what is due for as long as the process lives. */
@Injectable()
export class DeliveryLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(DeliveryLoop.name);
  private readonly pump: Pump<ClaimedDelivery>;
  private prunedAt = 0;

  constructor(
    private readonly claims: DeliveryClaims,
    deliverer: Deliverer,
  ) {
    this.pump = new Pump({
      take: (room) => this.take(room),
      work: (delivery) => deliverer.deliver(delivery),
      failed: (error) => this.log.warn(`Webhooks wait for the next look: ${messageOf(error)}`),
      everyMs: 1_000,
      atOnce: 32,
      // A stop has 30 s for all: what takes longer is sent again, under the same id.
      patienceMs: 5_000,
    });
  }

  onApplicationBootstrap(): void {
    this.pump.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.pump.close();
  }

  private async take(room: number): Promise<ClaimedDelivery[]> {
    if (Date.now() - this.prunedAt > PRUNE_EVERY_MS) {
      this.prunedAt = Date.now();
      await this.claims.prune();
    }
    return this.claims.due(room);
  }
}
