import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@renum/platform';
import { invalidationChannel, REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import type { Redis } from 'ioredis';

/** News for every process that keeps credentials in memory. */
export interface CredentialInvalidation {
  type: 'credential';
  tenantId: string;
  credentialId: string;
  provider: string;
}

export { invalidationChannel };

const PATIENCE_MS = 3_000;

@Injectable()
export class Invalidations {
  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(redisConfig.KEY) private readonly config: RedisConfig,
  ) {}

  /**
   * Tells every process to forget what it knows of a credential (V6). Call it after the commit.
   * @throws DomainError `overloaded` when it could not be told; the caller may repeat the change.
   */
  async credentialChanged(news: Omit<CredentialInvalidation, 'type'>): Promise<void> {
    const message: CredentialInvalidation = { type: 'credential', ...news };
    const sent = this.redis.publish(
      invalidationChannel(this.config.REDIS_PREFIX),
      JSON.stringify(message),
    );
    // The shared connection waits for Redis without end; a person should not.
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Redis did not answer in time')), PATIENCE_MS);
    });
    try {
      await Promise.race([sent, late]);
    } catch (cause) {
      throw new DomainError(
        'overloaded',
        'The change is saved, but other processes could not be told yet. Please repeat it.',
        { cause },
      );
    } finally {
      clearTimeout(timer);
    }
  }
}
