export { billingConfig, type BillingConfig } from './billing.config';
export { listedModels } from './listed-models';
export { priceLlm, type Price } from './pricing';
export type { NewPrice } from './prices/new-price';
export { PriceDesk, type PriceFilter } from './prices/price-desk';
export { PricesModule } from './prices/prices.module';
export { PricesService } from './prices/prices.service';
export { listQuote, PriceList, type PricedCall, type Quote } from './prices/price-list';
export { ActBudget, type Hold, type Spending } from './budget/act-budget';
export { LeasedBudget } from './budget/leased-budget';
export { RunBudget, type LeaseId, type Reservation } from './budget/run-budget';
export { UsageJournal, type JournalOptions } from './usage-journal';
export { addUsage, PgUsageSink } from './pg-usage-sink';
export { EgressMeter } from './meters/egress-meter';
export { platformUsageRow, type PlatformUse } from './meters/platform-use';
export type { Consumption, UsageResult, UsageRow, UsageStart } from './usage-record';
export type { RefusedRow, UsageSink } from './usage-sink';
export { UsageMonths } from './usage-months';
export { UsageQueries, type RunTotals } from './usage-queries';
export {
  eventLines,
  USAGE_EVENT_FORMATS,
  type UsageEventFormat,
} from './usage-explorer/event-lines';
export { usageCsv } from './usage-explorer/usage-csv';
export { UsageEvents, type EventRange } from './usage-explorer/usage-events';
export { UsageExplorer, type AnyUsageView } from './usage-explorer/usage-explorer';
export type { AnyUsageGroup, UsageFilters, UsageQuestion } from './usage-explorer/question';
export { CallRefusals, type RefusalRow } from './requests/call-refusals';
export { RequestQueries } from './requests/request-queries';
export type { RequestFilter } from './requests/request-sql';
export { BudgetsService, type NewBudget } from './budgets/budgets.service';
export { PlatformBudgetsService } from './budgets/platform-budgets.service';
export { TenantBudgetsService } from './budgets/tenant-budgets.service';
export { BudgetsModule } from './budgets/budgets.module';
export { BillingModule, MeteringModule } from './billing.module';
export { GrantExpiry } from './ledger/expiry';
export type { NewCreditNote } from './invoices/credit-notes';
export { invoiceCsv } from './invoices/invoice-csv';
export { InvoiceDesk } from './invoices/invoice-desk';
export { invoicePdf, type Issuer, type Recipient } from './invoices/invoice-pdf';
export { InvoicesService } from './invoices/invoices.service';
export { LedgerModule } from './ledger/ledger.module';
export { Rerating, type Rerate } from './rating/rerating';
export { PriceBooks } from './ledger/price-books';
export { WalletDesk, type Grant, type Movement } from './ledger/wallet-desk';
export { WalletService } from './ledger/wallet.service';
export { isWalletEmpty, walletEmpty } from './wallet/empty-wallet';
export { WalletNews } from './wallet/wallet-news';
