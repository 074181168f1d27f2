import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { hangUp } from './hang-up';
import { redisConfig, type RedisConfig } from './redis.config';

/** The process's shared connection. Whoever blocks or subscribes takes a `duplicate()` of it. */
export const REDIS = Symbol('REDIS');

const connect = (config: RedisConfig): Redis =>
  new Redis(config.REDIS_URL, {
    // BullMQ insists; it also keeps commands waiting through a short restart of the server.
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    // How long a stopping process gives a connection to end by itself.
    disconnectTimeout: 500,
  });

@Global()
@Module({
  providers: [{ provide: REDIS, inject: [redisConfig.KEY], useFactory: connect }],
  exports: [REDIS],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(REDIS) private readonly redis: Redis) {
    // Without a listener a lost connection would end the process; ioredis reconnects by itself.
    // One line an outage: it reports every attempt.
    let lost = false;
    redis.on('error', (error: Error) => {
      if (!lost) new Logger('Redis').error(`The connection is lost: ${error.message}`);
      lost = true;
    });
    redis.on('ready', () => (lost = false));
  }

  onApplicationShutdown(): void {
    hangUp(this.redis);
  }
}
