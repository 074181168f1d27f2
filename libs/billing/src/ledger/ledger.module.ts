import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { GrantExpiry } from './expiry';
import { PriceBooks } from './price-books';
import { WalletDesk } from './wallet-desk';
import { WalletService } from './wallet.service';

const PROVIDERS = [WalletService, WalletDesk, PriceBooks, GrantExpiry];

/** For processes in which people look at a tenant's money, and operators move it. */
@Module({ imports: [AuditModule], providers: PROVIDERS, exports: PROVIDERS })
export class LedgerModule {}
