import { Module } from '@nestjs/common';
import { PricesModule } from '@renum/billing';
import { OperatorPricesController } from './operator-prices.controller';
import { PricesController } from './prices.controller';

/** The doors of prices: what a tenant pays and says, and what operators set. */
@Module({
  imports: [PricesModule],
  controllers: [PricesController, OperatorPricesController],
})
export class PricesApiModule {}
