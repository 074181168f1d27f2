import type { LedgerKind } from '@renum/contracts';
import type { EntityManager } from '@renum/database';

export type LedgerAccount =
  'wallet' | 'grants' | 'receivable' | 'revenue' | 'cost' | 'payments' | 'tax';

export interface Entry {
  account: LedgerAccount;
  /** From the tenant's side: positive is in its favour, or went to the account. */
  amountNano: bigint;
  /** For `grants`. */
  grantId?: string;
}

export interface Posting {
  /** Our own id: posting it again is refused by the database. */
  id: string;
  tenantId: string;
  kind: Exclude<LedgerKind, 'usage'>;
  currency: string;
  /** Of a correction of usage: the first day of the month that it is billed in. */
  month?: string;
  reference?: string;
  entries: readonly Entry[];
}

/**
 * Writes one movement of money: all its entries in one statement, since the database refuses a
 * statement that leaves the ledger unbalanced. Entries of nothing are left out.
 */
export async function post(em: EntityManager, posting: Posting): Promise<void> {
  const { id, tenantId, kind, currency, month, reference } = posting;
  const entries = posting.entries.filter(({ amountNano }) => amountNano !== 0n);
  if (entries.length === 0) return;
  await em.execute(
    `insert into ledger_transactions (id, tenant_id, kind, currency, month, reference)
     values (?, ?, ?, ?, cast(? as date), ?)`,
    [id, tenantId, kind, currency, month ?? null, reference ?? null],
  );
  const rows = entries.map(({ account, amountNano, grantId }, index) => [
    index + 1,
    account,
    String(amountNano),
    grantId ?? null,
  ]);
  await em.execute(
    `insert into ledger_entries (tenant_id, transaction_id, ordinal, account, amount_nano, grant_id)
     select ?, ?, (row ->> 0)::int, row ->> 1, (row ->> 2)::bigint, (row ->> 3)::uuid
     from jsonb_array_elements(cast(? as jsonb)) as row`,
    [tenantId, id, JSON.stringify(rows)],
  );
}
