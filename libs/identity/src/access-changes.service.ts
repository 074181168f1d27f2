import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { messageOf } from '@renum/platform';
import { hangUp, REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import type { Redis } from 'ioredis';
import { z } from 'zod';

/** Whose access changed; what is left out stands for all. */
const accessChange = z.object({
  userId: z.string().optional(),
  tenantId: z.string().optional(),
  sessionFamily: z.string().optional(),
});
export type AccessChange = z.infer<typeof accessChange>;

/** The shared connection waits for Redis without end; the person who was signed out should not. */
const PATIENCE_MS = 1_000;

/**
 * Tells every process at once that somebody's access changed: a member removed or demoted, a
 * session ended, a tenant suspended.
 */
@Injectable()
export class AccessChanges implements OnApplicationShutdown {
  private readonly logger = new Logger(AccessChanges.name);
  private readonly channel: string;
  private readonly handlers = new Set<(change: AccessChange) => void>();
  private subscriber?: Redis;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(redisConfig.KEY) { REDIS_PREFIX }: RedisConfig,
  ) {
    this.channel = `${REDIS_PREFIX}:access`;
  }

  /**
   * Call it after the commit. This process hears it without Redis; should Redis be down, the
   * others find out when their few seconds of memory are over, so that is no failure of the deed.
   */
  async announce(change: AccessChange): Promise<void> {
    this.tell(change);
    try {
      const sent = this.redis.publish(this.channel, JSON.stringify(change));
      await Promise.race([sent, delay(PATIENCE_MS, undefined, { ref: false })]);
    } catch (error) {
      this.logger.warn(`An access change was not announced: ${messageOf(error)}`);
    }
  }

  /** Calls `handler` for every change, of whichever process. */
  follow(handler: (change: AccessChange) => void): void {
    this.handlers.add(handler);
    if (this.subscriber) return;
    this.subscriber = this.redis.duplicate();
    this.subscriber.on('error', (error) => this.logger.warn(messageOf(error)));
    this.subscriber.on('message', (_channel, text) => this.hear(text));
    // While the connection was down anything may have been announced: forget everything.
    this.subscriber.on('ready', () => this.tell({}));
    this.subscriber.subscribe(this.channel).catch((error: unknown) => {
      this.logger.warn(`Access changes of other processes come late: ${messageOf(error)}`);
    });
  }

  onApplicationShutdown(): void {
    if (this.subscriber) hangUp(this.subscriber);
  }

  private hear(text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch (error) {
      this.logger.warn(`An access change could not be read: ${messageOf(error)}`);
    }
    // What a newer version says and we do not understand may concern anybody.
    const change = accessChange.safeParse(message);
    this.tell(change.success ? change.data : {});
  }

  private tell(change: AccessChange): void {
    for (const handler of this.handlers) handler(change);
  }
}
