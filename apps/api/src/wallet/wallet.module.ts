import { Module } from '@nestjs/common';
import { LedgerModule, PaymentsModule } from '@renum/billing';
import { OperatorPriceBooksController } from './operator-price-books.controller';
import { OperatorWalletController } from './operator-wallet.controller';
import { WalletController } from './wallet.controller';

/** The doors of money: what a tenant sees of its own, and where operators move it. */
@Module({
  imports: [LedgerModule, PaymentsModule],
  controllers: [WalletController, OperatorWalletController, OperatorPriceBooksController],
})
export class WalletApiModule {}
