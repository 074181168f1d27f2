import {
  Inject,
  Injectable,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { hangUp, REDIS, redisConfig, RedisModule, type RedisConfig } from '@renum/queues';
import type { Redis } from 'ioredis';
import { billingConfig, type BillingConfig } from './billing.config';
import { LeasedBudget } from './budget/leased-budget';
import { RunBudget } from './budget/run-budget';
import { settleRecovered } from './recovered';
import { LedgerSpent } from './ledger-spent';
import { PgUsageSink } from './pg-usage-sink';
import { UsageJournal } from './usage-journal';
import { CallRefusals } from './requests/call-refusals';
import { RequestQueries } from './requests/request-queries';
import { UsageMonths } from './usage-months';
import { UsageQueries } from './usage-queries';

const RECOVER_EVERY_MS = 15_000;
const BUDGET_REDIS = Symbol('BUDGET_REDIS');

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

const leasedBudget = {
  provide: LeasedBudget,
  inject: [RunBudget, BUDGET_REDIS],
  useFactory: (budget: RunBudget, redis: Redis) => {
    const logger = new Logger(LeasedBudget.name);
    const leased = new LeasedBudget(budget, {
      warn: (details, message) => logger.warn(details, message),
    });
    redis.on('close', () => leased.suspect());
    return leased;
  },
};

const usageJournal = {
  provide: UsageJournal,
  inject: [billingConfig.KEY, PgUsageSink],
  useFactory: (config: BillingConfig, sink: PgUsageSink) => {
    const logger = new Logger(UsageJournal.name);
    return new UsageJournal({
      root: config.journalRoot,
      sink,
      log: { warn: (details, message) => logger.warn(details, message) },
    });
  },
};

/** Brings in what dead processes owe, at boot and from time to time; lets go in order at the end. */
@Injectable()
export class JournalKeeper
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly logger = new Logger(JournalKeeper.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly journal: UsageJournal,
    budget: RunBudget,
    private readonly leased: LeasedBudget,
    @Inject(BUDGET_REDIS) private readonly redis: Redis,
  ) {
    journal.onRecovered((acts) => {
      settleRecovered(budget, acts).catch((error: unknown) =>
        this.logger.warn(error, 'recovered acts were not settled'),
      );
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.recover();
    this.timer = setInterval(() => void this.recover(), RECOVER_EVERY_MS).unref();
  }

  /** Calls have ended by now, and the database is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.journal.drain();
    this.journal.close();
    await this.leased.close();
  }

  onApplicationShutdown(): void {
    hangUp(this.redis);
  }

  private async recover(): Promise<void> {
    try {
      const count = await this.journal.recover();
      if (count > 0) this.logger.log({ count }, 'usage of a process that died was recovered');
    } catch (error) {
      this.logger.warn(error, 'usage of dead processes could not be recovered yet');
    }
  }
}

/** For processes that perform billable acts (the data plane): journal, budgets, refusals. */
@Module({
  imports: [RedisModule],
  providers: [
    PgUsageSink,
    LedgerSpent,
    usageJournal,
    budgetRedis,
    runBudget,
    leasedBudget,
    CallRefusals,
    JournalKeeper,
  ],
  exports: [UsageJournal, LeasedBudget, CallRefusals],
})
export class MeteringModule {}

const READERS = [UsageQueries, RequestQueries, UsageMonths];

/** For processes that only read usage, and keep its store in order. */
@Module({ providers: READERS, exports: READERS })
export class BillingModule {}
