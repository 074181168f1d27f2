import {
  Injectable,
  Logger,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { PgPrices } from './pg-prices';
import { PriceList } from './price-list';

const priceList = {
  provide: PriceList,
  inject: [PgPrices],
  useFactory: (source: PgPrices) => {
    const logger = new Logger(PriceList.name);
    return new PriceList(source, { warn: (details, message) => logger.warn(details, message) });
  },
};

/** Keeps the list fresh while the process serves. */
@Injectable()
export class PriceKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly prices: PriceList) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.prices.start();
  }

  beforeApplicationShutdown(): void {
    this.prices.stop();
  }
}

/** For processes that perform billable acts: all prices in memory. */
@Module({ providers: [PgPrices, priceList, PriceKeeper], exports: [PriceList] })
export class PriceListModule {}
