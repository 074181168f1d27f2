import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';
import { REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import type { Redis } from 'ioredis';

type Hits = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Counts in a window and how long it lasts, in one step. */
const COUNT = `
local hits = redis.call('incr', KEYS[1])
if hits == 1 or redis.call('pttl', KEYS[1]) < 0 then redis.call('pexpire', KEYS[1], ARGV[1]) end
return {hits, redis.call('pttl', KEYS[1])}`;

/** Redis that does not answer must not keep people out: the lock-out in PostgreSQL still holds. */
const PATIENCE_MS = 1_000;
const UNCOUNTED: Hits = { totalHits: 0, timeToExpire: 0, isBlocked: false, timeToBlockExpire: 0 };

/** One count for all api processes. */
@Injectable()
export class RedisThrottlerStorage implements ThrottlerStorage {
  private readonly logger = new Logger(RedisThrottlerStorage.name);

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(redisConfig.KEY) private readonly config: RedisConfig,
  ) {}

  async increment(key: string, ttl: number, limit: number): Promise<Hits> {
    const name = `${this.config.REDIS_PREFIX}:throttle:${key}`;
    const counted = this.redis.eval(COUNT, 1, name, ttl) as Promise<[number, number]>;
    const answer = await Promise.race([counted, delay(PATIENCE_MS, undefined, { ref: false })]);
    if (!answer) {
      this.logger.warn('Redis does not answer: a sign-in was not counted.');
      return UNCOUNTED;
    }
    const [hits, left] = answer;
    const seconds = Math.ceil(left / 1000);
    const isBlocked = hits > limit;
    return {
      totalHits: hits,
      timeToExpire: seconds,
      isBlocked,
      timeToBlockExpire: isBlocked ? seconds : 0,
    };
  }
}
