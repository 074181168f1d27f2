import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@renum/platform';
import { invalidationChannel, REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import type { Redis } from 'ioredis';

const PATIENCE_MS = 3_000;

/** Tells every process that keeps a tenant's providers in memory that they are others now. */
@Injectable()
export class ProviderNews {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(redisConfig.KEY) private readonly config: RedisConfig,
  ) {}

  /**
   * Call it after the commit.
   * @throws DomainError `overloaded` when it could not be told; the caller may repeat the change.
   */
  async changed(tenantId: string): Promise<void> {
    const sent = this.redis
      .publish(
        invalidationChannel(this.config.REDIS_PREFIX),
        JSON.stringify({ type: 'provider', tenantId }),
      )
      .then(
        () => true,
        () => false,
      );
    if (await Promise.race([sent, delay(PATIENCE_MS, false, { ref: false })])) return;
    throw new DomainError(
      'overloaded',
      'The change is saved, but other processes could not be told yet. Please repeat it.',
    );
  }
}
