import * as foundation from './migrations/0001-foundation.sql';
import { VAULT_PLATFORM_TABLES } from './migrations/0002-vault.sql';
import {
  POLICY_APPEND_ONLY_TABLES,
  POLICY_PLATFORM_TABLES,
  POLICY_TENANT_TABLES,
} from './migrations/0003-policy.sql';
import { BUDGETS_PLATFORM_TABLES, BUDGETS_TENANT_TABLES } from './migrations/0004-budgets.sql';
import { API_KEYS_TENANT_TABLES } from './migrations/0005-api-keys.sql';
import { USAGE_STORE_TENANT_TABLES } from './migrations/0006-usage-store.sql';
import {
  LEDGER_APPEND_ONLY_TABLES,
  LEDGER_PLATFORM_TABLES,
  LEDGER_TENANT_TABLES,
} from './migrations/0007-ledger.sql';
import {
  INVOICES_APPEND_ONLY_TABLES,
  INVOICES_PLATFORM_TABLES,
  INVOICES_TENANT_TABLES,
} from './migrations/0008-invoices.sql';
import {
  RATING_APPEND_ONLY_TABLES,
  RATING_PLATFORM_TABLES,
  RATING_TENANT_TABLES,
} from './migrations/0011-rating.sql';
import {
  PAYMENTS_APPEND_ONLY_TABLES,
  PAYMENTS_PLATFORM_TABLES,
  PAYMENTS_TENANT_TABLES,
} from './migrations/0012-payments.sql';
import { WEBHOOKS_TENANT_TABLES } from './migrations/0013-webhooks.sql';
import { TRACING_TENANT_TABLES } from './migrations/0014-tracing.sql';
import { EXPLORER_TENANT_TABLES } from './migrations/0015-explorer.sql';

/** Tables that belong to the platform, not to one tenant. Only `renum_platform` reaches them. */
export const PLATFORM_TABLES = [
  ...foundation.PLATFORM_TABLES,
  ...VAULT_PLATFORM_TABLES,
  ...POLICY_PLATFORM_TABLES,
  ...BUDGETS_PLATFORM_TABLES,
  ...LEDGER_PLATFORM_TABLES,
  ...INVOICES_PLATFORM_TABLES,
  ...RATING_PLATFORM_TABLES,
  ...PAYMENTS_PLATFORM_TABLES,
] as const;

/** Tables with a `tenant_id` under forced row level security. */
export const TENANT_TABLES = [
  ...foundation.TENANT_TABLES,
  ...POLICY_TENANT_TABLES,
  ...BUDGETS_TENANT_TABLES,
  ...API_KEYS_TENANT_TABLES,
  ...USAGE_STORE_TENANT_TABLES,
  ...LEDGER_TENANT_TABLES,
  ...INVOICES_TENANT_TABLES,
  ...RATING_TENANT_TABLES,
  ...PAYMENTS_TENANT_TABLES,
  ...WEBHOOKS_TENANT_TABLES,
  ...TRACING_TENANT_TABLES,
  ...EXPLORER_TENANT_TABLES,
] as const;

/** Tables that are only ever added to: neither application role may UPDATE or DELETE. */
export const APPEND_ONLY_TABLES = [
  ...foundation.APPEND_ONLY_TABLES,
  ...POLICY_APPEND_ONLY_TABLES,
  ...LEDGER_APPEND_ONLY_TABLES,
  ...INVOICES_APPEND_ONLY_TABLES,
  ...RATING_APPEND_ONLY_TABLES,
  ...PAYMENTS_APPEND_ONLY_TABLES,
] as const;

/** What a role may change in a table that is otherwise append-only; a trigger narrows it further. */
export const RESEALED_COLUMNS = {
  table: 'credential_versions',
  columns: ['tenant_key_id', 'ciphertext'],
  role: 'renum_platform',
} as const;

/** What a role may delete of a table that is otherwise append-only; a trigger narrows it further. */
export const PRUNED_TABLE = { table: 'credential_versions', role: 'renum_platform' } as const;
