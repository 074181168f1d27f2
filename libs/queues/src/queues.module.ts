import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { Global, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { Outbox } from './outbox';
import { OutboxRelay } from './outbox-relay';
import { QueueKeeper } from './queue-keeper';
import { QUEUE_RUNS } from './queues';
import { redisConfig, type RedisConfig } from './redis.config';
import { REDIS, RedisModule } from './redis.module';

const bull = BullModule.forRootAsync({
  imports: [RedisModule],
  inject: [REDIS, redisConfig.KEY],
  useFactory: (redis: Redis, config: RedisConfig) => ({
    connection: redis,
    prefix: `${config.REDIS_PREFIX}:bull`,
    defaultJobOptions: {
      // A run that fails is the run's affair, in PostgreSQL; its job is not tried again blindly.
      attempts: 1,
      removeOnComplete: { count: 500 },
      removeOnFail: { count: 500 },
    },
  }),
});

/** BullMQ's queues, the outbox, and the relay between them. Redis holds ids only. */
@Global()
@Module({
  imports: [RedisModule, bull, BullModule.registerQueue({ name: QUEUE_RUNS })],
  providers: [Outbox, OutboxRelay, QueueKeeper],
  exports: [RedisModule, BullModule, Outbox, OutboxRelay, QueueKeeper],
})
export class QueuesModule implements OnApplicationBootstrap {
  constructor(
    private readonly keeper: QueueKeeper,
    @Inject(getQueueToken(QUEUE_RUNS)) queue: Queue,
  ) {
    // RedisModule tells of an outage, once; BullMQ would write each attempt to the console.
    queue.on('error', () => undefined);
  }

  onApplicationBootstrap(): void {
    this.keeper.start();
  }
}
