import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { hangUp, REDIS, redisConfig, RedisModule, type RedisConfig } from '@renum/queues';
import type { Redis } from 'ioredis';
import { RunBudget } from './budget/run-budget';
import { LedgerSpent } from './ledger-spent';

/** The connection that budgets are kept over. */
export const BUDGET_REDIS = Symbol('BUDGET_REDIS');

/** A budget that cannot be checked soon refuses the call; it must not hang with Redis. */
const budgetRedis = {
  provide: BUDGET_REDIS,
  inject: [REDIS],
  useFactory: (redis: Redis): Redis => {
    const own = redis.duplicate({
      maxRetriesPerRequest: 1,
      commandTimeout: 2_000,
      // Reservations of one turn of the event loop travel in one write: a system call is the
      // dearest part of each.
      enableAutoPipelining: true,
    });
    own.on('error', () => undefined);
    return own;
  },
};

const runBudget = {
  provide: RunBudget,
  inject: [BUDGET_REDIS, redisConfig.KEY, LedgerSpent],
  useFactory: (redis: Redis, config: RedisConfig, ledger: LedgerSpent) =>
    new RunBudget(redis, config.REDIS_PREFIX, ledger),
};

/** Budgets in Redis, rebuilt from the ledger. */
@Module({
  imports: [RedisModule],
  providers: [LedgerSpent, budgetRedis, runBudget],
  exports: [LedgerSpent, BUDGET_REDIS, RunBudget],
})
export class BudgetRedisModule implements OnApplicationShutdown {
  constructor(@Inject(BUDGET_REDIS) private readonly redis: Redis) {}

  onApplicationShutdown(): void {
    hangUp(this.redis);
  }
}
