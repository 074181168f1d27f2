import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { messageOf } from '@renum/platform';
import { Pump, type PumpOptions } from './pump';

const PRUNE_EVERY_MS = 3_600_000;

export interface ClaimLoopOptions<T> extends Pick<PumpOptions<T>, 'work' | 'everyMs' | 'atOnce'> {
  claims: {
    /** Takes up to `limit` things that are due and that nobody else works on. */
    due(limit: number): Promise<T[]>;
    /** Forgets what ended long ago. */
    prune(): Promise<unknown>;
  };
  /** What waits when something went wrong, for the log. */
  what: string;
}

/** Works on what is due for as long as the process lives, and hourly forgets what ended long ago. */
export abstract class ClaimLoop<T> implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(this.constructor.name);
  private readonly pump: Pump<T>;
  private prunedAt = 0;

  protected constructor({ claims, what, ...options }: ClaimLoopOptions<T>) {
    this.pump = new Pump({
      ...options,
      take: async (room) => {
        if (Date.now() - this.prunedAt > PRUNE_EVERY_MS) {
          this.prunedAt = Date.now();
          await claims.prune();
        }
        return claims.due(room);
      },
      failed: (error) => this.log.warn(`${what} wait for the next look: ${messageOf(error)}`),
      // A stop has 30 s for all: what takes longer is taken up again when its claim has run out.
      patienceMs: 5_000,
    });
  }

  onApplicationBootstrap(): void {
    this.pump.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.pump.close();
  }
}
