import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@renum/platform';
import { REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import { invalidationChannel } from '@renum/vault';
import type { Redis } from 'ioredis';

/** News for every process that keeps connections in memory. */
export interface ConnectionInvalidation {
  type: 'connection';
  tenantId: string;
  connectionId: string;
}

const PATIENCE_MS = 3_000;

@Injectable()
export class ConnectionNews {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(redisConfig.KEY) private readonly config: RedisConfig,
  ) {}

  /**
   * Tells every process to forget what it knows of a connection. Call it after the commit.
   * @throws DomainError `overloaded` when it could not be told; the caller may repeat the change.
   */
  async changed(tenantId: string, connectionId: string): Promise<void> {
    const message: ConnectionInvalidation = { type: 'connection', tenantId, connectionId };
    const channel = invalidationChannel(this.config.REDIS_PREFIX);
    const sent = this.redis.publish(channel, JSON.stringify(message)).then(
      () => true,
      () => false,
    );
    const told = await Promise.race([sent, delay(PATIENCE_MS, false, { ref: false })]);
    if (told) return;
    const said =
      'The change is saved, but other processes could not be told yet. Please repeat it.';
    throw new DomainError('overloaded', said);
  }
}
