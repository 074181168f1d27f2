import {
  Injectable,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { billingConfig, type BillingConfig } from './billing.config';
import { BUDGET_REDIS, BudgetRedisModule } from './budget-redis.module';
import { ActBudget } from './budget/act-budget';
import { BudgetAlerts } from './budget/budget-alerts';
import { BudgetBook } from './budget/budget-book';
import { LeasedBudget } from './budget/leased-budget';
import { PgBudgetAlerts } from './budget/pg-budget-alerts';
import { PgBudgets } from './budget/pg-budgets';
import { RunBudget } from './budget/run-budget';
import { settleRecovered } from './recovered';
import { GrantExpiry } from './ledger/expiry';
import { EgressMeter } from './meters/egress-meter';
import { PgUsageSink } from './pg-usage-sink';
import { PriceListModule } from './prices/price-list.module';
import { UsageJournal } from './usage-journal';
import { CallRefusals } from './requests/call-refusals';
import { RequestQueries } from './requests/request-queries';
import { UsageEvents } from './usage-explorer/usage-events';
import { UsageExplorer } from './usage-explorer/usage-explorer';
import { UsageMonths } from './usage-months';
import { UsageQueries } from './usage-queries';
import { AnnouncingSink } from './wallet/announcing-sink';
import { WalletNews } from './wallet/wallet-news';
import { WalletNewsModule } from './wallet/wallet-news.module';

const RECOVER_EVERY_MS = 15_000;

const logOf = (name: string) => {
  const logger = new Logger(name);
  return {
    warn: (details: object, message: string) => logger.warn(details, message),
  };
};

const leasedBudget = {
  provide: LeasedBudget,
  inject: [RunBudget, BUDGET_REDIS],
  useFactory: (budget: RunBudget, redis: Redis) => {
    const leased = new LeasedBudget(budget, logOf(LeasedBudget.name));
    redis.on('close', () => leased.suspect());
    return leased;
  },
};

const budgetBook = {
  provide: BudgetBook,
  inject: [PgBudgets],
  useFactory: (source: PgBudgets) => new BudgetBook(source, logOf(BudgetBook.name)),
};

const budgetAlerts = {
  provide: BudgetAlerts,
  inject: [RunBudget, PgBudgetAlerts],
  useFactory: (budget: RunBudget, sink: PgBudgetAlerts) =>
    new BudgetAlerts(budget, sink, logOf(BudgetAlerts.name)),
};

const actBudget = {
  provide: ActBudget,
  inject: [BudgetBook, LeasedBudget, BudgetAlerts],
  useFactory: (book: BudgetBook, leased: LeasedBudget, alerts: BudgetAlerts) =>
    new ActBudget(book, leased, alerts),
};

const usageJournal = {
  provide: UsageJournal,
  inject: [billingConfig.KEY, PgUsageSink, WalletNews],
  useFactory: (config: BillingConfig, rows: PgUsageSink, news: WalletNews) =>
    new UsageJournal({
      root: config.journalRoot,
      sink: new AnnouncingSink(rows, news),
      log: logOf(UsageJournal.name),
    }),
};

/** Brings in what dead processes owe, at boot and from time to time; lets go in order at the end. */
@Injectable()
export class JournalKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(JournalKeeper.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly journal: UsageJournal,
    budget: RunBudget,
    private readonly leased: LeasedBudget,
    private readonly book: BudgetBook,
    private readonly alerts: BudgetAlerts,
  ) {
    journal.onRecovered((acts) => {
      settleRecovered({ budget, book, alerts }, acts).catch((error: unknown) =>
        this.logger.warn(error, 'recovered acts were not settled'),
      );
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.book.start();
    await this.recover();
    this.timer = setInterval(() => void this.recover(), RECOVER_EVERY_MS).unref();
  }

  /** Calls have ended by now, and the database is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.journal.drain();
    this.journal.close();
    await this.leased.close();
    this.book.stop();
    await this.alerts.close();
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
  imports: [BudgetRedisModule, PriceListModule, WalletNewsModule],
  providers: [
    PgUsageSink,
    usageJournal,
    leasedBudget,
    PgBudgets,
    budgetBook,
    PgBudgetAlerts,
    budgetAlerts,
    actBudget,
    CallRefusals,
    JournalKeeper,
  ],
  exports: [UsageJournal, ActBudget, CallRefusals, PriceListModule],
})
export class MeteringModule {}

const READERS = [
  UsageQueries,
  UsageExplorer,
  UsageEvents,
  RequestQueries,
  UsageMonths,
  GrantExpiry,
  EgressMeter,
];

/** For processes that only read usage, and keep its store in order. */
@Module({
  imports: [WalletNewsModule],
  providers: READERS,
  exports: [...READERS, WalletNewsModule],
})
export class BillingModule {}
