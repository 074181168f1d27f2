export { billingConfig, type BillingConfig } from './billing.config';
export { priceLlm, type Price } from './pricing';
export { RunBudget, type Reservation } from './budget/run-budget';
export { UsageJournal, type JournalOptions } from './usage-journal';
export { PgUsageSink } from './pg-usage-sink';
export type { Consumption, UsageResult, UsageRow, UsageStart } from './usage-record';
export type { RefusedRow, UsageSink } from './usage-sink';
export { UsageQueries, type RunTotals, type UsageFilter } from './usage-queries';
export { BillingModule, MeteringModule } from './billing.module';
