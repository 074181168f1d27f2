import { setTimeout as delay } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { messageOf } from '@renum/platform';
import { Deliverer } from './deliverer';
import { DeliveryClaims, type ClaimedDelivery } from './delivery-claims';

const LOOK_EVERY_MS = 1_000;
const PRUNE_EVERY_MS = 3_600_000;
/** Attempts of this process at once. */
const AT_ONCE = 32;
/** A little more than an attempt may take. */
const PATIENCE_MS = 11_000;

/** Sends what is due for as long as the process lives. Any number of processes may do so. */
@Injectable()
export class DeliveryLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(DeliveryLoop.name);
  private readonly sending = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> = Promise.resolve();
  private prunedAt = 0;
  private closed = false;

  constructor(
    private readonly claims: DeliveryClaims,
    private readonly deliverer: Deliverer,
  ) {}

  onApplicationBootstrap(): void {
    this.plan();
  }

  /** No attempt begins any more; resolves when those under way are over, or their time is. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.turn;
    await Promise.race([Promise.all(this.sending), delay(PATIENCE_MS, undefined, { ref: false })]);
  }

  private plan(): void {
    this.timer = setTimeout(() => {
      this.turn = this.look().finally(() => {
        if (!this.closed) this.plan();
      });
    }, LOOK_EVERY_MS);
  }

  private async look(): Promise<void> {
    try {
      const room = AT_ONCE - this.sending.size;
      if (room > 0) for (const each of await this.claims.due(room)) this.begin(each);
      if (Date.now() - this.prunedAt > PRUNE_EVERY_MS) {
        this.prunedAt = Date.now();
        await this.claims.prune();
      }
    } catch (error) {
      this.log.warn(`Looking for webhooks to send failed: ${messageOf(error)}`);
    }
  }

  private begin(delivery: ClaimedDelivery): void {
    const sent = this.deliverer
      .deliver(delivery)
      // It is tried again when the claim has run out.
      .catch((error: unknown) =>
        this.log.warn(`A webhook was not written down: ${messageOf(error)}`),
      )
      .finally(() => this.sending.delete(sent));
    this.sending.add(sent);
  }
}
