import { Foundation } from './0001-foundation';
import { Vault } from './0002-vault';
import { Policy } from './0003-policy';
import { Budgets } from './0004-budgets';
import { ApiKeys } from './0005-api-keys';
import { UsageStore } from './0006-usage-store';
import { Ledger } from './0007-ledger';
import { Invoices } from './0008-invoices';
import { Gateway } from './0009-gateway';
import { Meters } from './0010-meters';
import { Rating } from './0011-rating';
import { Payments } from './0012-payments';
import { Webhooks } from './0013-webhooks';
import { Tracing } from './0014-tracing';
import { Explorer } from './0015-explorer';

/** In order; the app is bundled, so they are listed rather than searched for. */
export const MIGRATIONS = [
  { name: '0001-foundation', class: Foundation },
  { name: '0002-vault', class: Vault },
  { name: '0003-policy', class: Policy },
  { name: '0004-budgets', class: Budgets },
  { name: '0005-api-keys', class: ApiKeys },
  { name: '0006-usage-store', class: UsageStore },
  { name: '0007-ledger', class: Ledger },
  { name: '0008-invoices', class: Invoices },
  { name: '0009-gateway', class: Gateway },
  { name: '0010-meters', class: Meters },
  { name: '0011-rating', class: Rating },
  { name: '0012-payments', class: Payments },
  { name: '0013-webhooks', class: Webhooks },
  { name: '0014-tracing', class: Tracing },
  { name: '0015-explorer', class: Explorer },
] as const;
