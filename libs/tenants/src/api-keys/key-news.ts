import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@renum/platform';
import { invalidationChannel, REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import type { Redis } from 'ioredis';

const PATIENCE_MS = 3_000;

/** Tells every data plane to forget what it knows of an API key. */
@Injectable()
export class KeyNews {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(redisConfig.KEY) private readonly config: RedisConfig,
  ) {}

  /**
   * Call it after the commit.
   * @throws DomainError `overloaded` when it could not be told; data planes then know within seconds
   */
  async changed(tenantId: string, apiKeyId: string): Promise<void> {
    const message = JSON.stringify({ type: 'apiKey', tenantId, apiKeyId });
    // The shared connection waits for Redis without end; a person should not.
    const patience = new AbortController();
    const late = delay(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => {
      throw new Error('Redis did not answer in time');
    });
    try {
      const sent = this.redis.publish(invalidationChannel(this.config.REDIS_PREFIX), message);
      await Promise.race([sent, late]);
    } catch (cause) {
      throw new DomainError(
        'overloaded',
        'The key is revoked, but not every process could be told yet; they know within seconds.',
        { cause },
      );
    } finally {
      patience.abort();
      // Ended by us or late by itself: nobody waits for it any more.
      late.catch(() => undefined);
    }
  }
}
