import { hangUp } from '@renum/queues';
import type { Redis } from 'ioredis';
import { invalidationChannel } from '@renum/vault';
import { z } from 'zod';

/** News that something a data plane may have cached is no longer so. */
const news = z.object({
  type: z.enum(['credential', 'connection', 'provider', 'run', 'agent', 'tenant', 'apiKey']),
  tenantId: z.uuid(),
  credentialId: z.uuid().optional(),
  connectionId: z.uuid().optional(),
  runId: z.uuid().optional(),
  apiKeyId: z.uuid().optional(),
});
export type Invalidation = z.infer<typeof news>;

/** How often the connection is asked for a sign of life, and how long without one it counts as live. */
const BEAT_MS = 200;
const SILENCE_MS = 700;

/**
 * Listens on the one channel that says what changed. While it cannot listen, `live` is false and
 * whoever caches must not: a revoked credential stops working within a second, everywhere (V6).
 */
export class Invalidations {
  live = false;
  private heart: NodeJS.Timeout | undefined;
  private lastSign = 0;
  private readonly listeners: ((change: Invalidation | 'all') => void)[] = [];

  constructor(
    private readonly subscriber: Redis,
    private readonly prefix: string,
    private readonly log: { warn(details: object, message: string): void },
  ) {}

  /** `all` means: some news may have been missed. */
  onChange(listener: (change: Invalidation | 'all') => void): void {
    this.listeners.push(listener);
  }

  async start(): Promise<void> {
    const { subscriber } = this;
    const lost = (): void => {
      this.live = false;
      this.tell('all');
    };
    subscriber.on('close', lost);
    subscriber.on('end', lost);
    this.heart = setInterval(() => this.beat(lost), BEAT_MS);
    this.heart.unref();
    subscriber.on('error', (error) =>
      this.log.warn({ err: error }, 'the invalidation channel failed'),
    );
    // After a reconnection ioredis subscribes again by itself; only then is the channel complete.
    subscriber.on('ready', () => void this.listen());
    subscriber.on('message', (_channel: string, text: string) => this.receive(text));
    await this.listen();
  }

  /** Does not wait for Redis: it may be the very thing that is gone. */
  stop(): void {
    this.live = false;
    clearInterval(this.heart);
    hangUp(this.subscriber);
  }

  /**
   * A connection that is cut off half-way stays open and says nothing: news would be missed for as
   * long as TCP is patient, which is minutes. So it must answer several times a second.
   */
  private beat(lost: () => void): void {
    if (!this.live) return;
    const { subscriber } = this;
    void subscriber.ping().then(
      () => (this.lastSign = performance.now()),
      () => undefined,
    );
    // What has arrived by now is read first: a process that was busy itself must not blame the other.
    setImmediate(() => {
      if (!this.live || performance.now() - this.lastSign < SILENCE_MS) return;
      this.log.warn({}, 'the invalidation channel is silent; connecting again');
      lost();
      subscriber.disconnect(true);
    });
  }

  private async listen(): Promise<void> {
    try {
      await this.subscriber.subscribe(invalidationChannel(this.prefix));
      // What changed between the last word and now was not heard.
      this.tell('all');
      this.lastSign = performance.now();
      this.live = true;
    } catch (error) {
      this.log.warn({ err: error }, 'cannot listen for invalidations');
    }
  }

  private receive(text: string): void {
    const parsed = news.safeParse(toJson(text));
    if (parsed.success) return this.tell(parsed.data);
    // Something changed that this version does not understand: forget all rather than too little.
    this.log.warn({}, 'an invalidation of unknown form');
    this.tell('all');
  }

  private tell(change: Invalidation | 'all'): void {
    for (const listener of this.listeners) listener(change);
  }
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
