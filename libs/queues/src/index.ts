export { redisConfig, type RedisConfig } from './redis.config';
export { hangUp } from './hang-up';
export { invalidationChannel } from './invalidation-channel';
export { REDIS, RedisModule } from './redis.module';
export { QUEUE_RUNS, QUEUES, type QueueName, type RunJob } from './queues';
export { Outbox } from './outbox';
export { OutboxRelay } from './outbox-relay';
export { QueueKeeper } from './queue-keeper';
export { QueuesModule } from './queues.module';
