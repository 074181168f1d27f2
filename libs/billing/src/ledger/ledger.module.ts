import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { InvoiceDesk } from '../invoices/invoice-desk';
import { MonthlyInvoices } from '../invoices/monthly-invoices';
import { InvoicesService } from '../invoices/invoices.service';
import { Rerating } from '../rating/rerating';
import { GrantExpiry } from './expiry';
import { PriceBooks } from './price-books';
import { WalletNewsModule } from '../wallet/wallet-news.module';
import { WalletDesk } from './wallet-desk';
import { WalletService } from './wallet.service';

const PROVIDERS = [
  WalletService,
  WalletDesk,
  PriceBooks,
  GrantExpiry,
  InvoicesService,
  InvoiceDesk,
  MonthlyInvoices,
  Rerating,
];

/** For processes in which people look at a tenant's money and invoices, and operators move them. */
@Module({ imports: [AuditModule, WalletNewsModule], providers: PROVIDERS, exports: PROVIDERS })
export class LedgerModule {}
