import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { APPROVAL_STATES } from '@renum/contracts';
import { messageOf } from '@renum/platform';
import { hangUp, REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import type { Redis } from 'ioredis';
import { z } from 'zod';

const news = z.object({
  tenantId: z.uuid(),
  id: z.uuid(),
  state: z.enum(APPROVAL_STATES),
});
/** That an approval was asked for, or is no longer open. The row says the rest. */
export type ApprovalChange = z.infer<typeof news>;

/** Redis may be away; the deed is done then all the same, and those who wait look for themselves. */
const PATIENCE_MS = 1_000;

/** Tells every process at once what became of an approval. It only hurries: the truth is the row. */
@Injectable()
export class ApprovalNews implements OnApplicationShutdown {
  private readonly log = new Logger(ApprovalNews.name);
  private readonly channel: string;
  private readonly handlers = new Set<(change: ApprovalChange | 'all') => void>();
  private subscriber?: Redis;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(redisConfig.KEY) { REDIS_PREFIX }: RedisConfig,
  ) {
    this.channel = `${REDIS_PREFIX}:approvals`;
  }

  /** Call it after the commit. Never throws. */
  async publish(changes: readonly ApprovalChange[]): Promise<void> {
    try {
      const sent = changes.map(({ tenantId, id, state }) =>
        this.redis.publish(this.channel, JSON.stringify({ tenantId, id, state })),
      );
      await Promise.race([Promise.all(sent), delay(PATIENCE_MS, undefined, { ref: false })]);
    } catch (error) {
      this.log.warn(`A change of an approval was not announced: ${messageOf(error)}`);
    }
  }

  /** Calls `handler` for every change, of whichever process; `all`: some may have been missed. */
  follow(handler: (change: ApprovalChange | 'all') => void): void {
    this.handlers.add(handler);
    if (this.subscriber) return;
    this.subscriber = this.redis.duplicate({ maxRetriesPerRequest: null });
    this.subscriber.on('error', (error) => this.log.warn(messageOf(error)));
    this.subscriber.on('message', (_channel, text) => this.hear(text));
    this.subscriber.on('ready', () => this.tell('all'));
    this.subscriber.subscribe(this.channel).catch((error: unknown) => {
      this.log.warn(`Changes of approvals come late: ${messageOf(error)}`);
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
      this.log.warn(`A change of an approval could not be read: ${messageOf(error)}`);
    }
    const change = news.safeParse(message);
    this.tell(change.success ? change.data : 'all');
  }

  private tell(change: ApprovalChange | 'all'): void {
    for (const handler of this.handlers) handler(change);
  }
}
