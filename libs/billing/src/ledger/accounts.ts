import type { BillingMode, BillingTermsView } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';

export interface Account {
  mode: BillingMode;
  price_book: string | null;
  currency: string;
  tax_name: string;
  tax_bp: number;
  closed_before: string | null;
  suspended_at: Date | string | null;
  platform_keys: boolean;
}

const COLUMNS = `mode, price_book, currency, tax_name, tax_bp, closed_before::text as closed_before,
  suspended_at, platform_keys`;

/**
 * The tenant's account, made if it has none, locked: who moves a tenant's money does so one after
 * another, and before any other of its rows.
 *
 * @throws DomainError `not_found`
 */
export async function lockAccount(em: EntityManager, tenantId: string): Promise<Account> {
  const found = await em.execute(`select 1 from tenants where id = ? and kind = 'company'`, [
    tenantId,
  ]);
  if (found.length === 0) throw new DomainError('not_found', 'There is no such tenant.');
  await em.execute('insert into billing_accounts (tenant_id) values (?) on conflict do nothing', [
    tenantId,
  ]);
  const [account] = await em.execute<Account[]>(
    `select ${COLUMNS} from billing_accounts where tenant_id = ? for update`,
    [tenantId],
  );
  if (!account) throw new DomainError('internal', 'The account was not made.');
  return account;
}

/** The tenant's account, or nothing. */
export async function findAccount(
  em: EntityManager,
  tenantId: string,
): Promise<Account | undefined> {
  const sql = `select ${COLUMNS} from billing_accounts where tenant_id = ?`;
  const [account] = await em.execute<Account[]>(sql, [tenantId]);
  return account;
}

export const termsOf = (account: Account): BillingTermsView => ({
  mode: account.mode,
  priceBook: account.price_book ?? undefined,
  currency: account.currency,
  taxName: account.tax_name,
  taxBp: account.tax_bp,
  platformKeys: account.platform_keys,
});
