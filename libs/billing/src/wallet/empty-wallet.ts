import type { EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';

/** What a tenant hears that pays before use, and has nothing left. */
export const walletEmpty = (): DomainError =>
  new DomainError('wallet_empty', 'The prepaid credit is used up. Top up the wallet to go on.');

/** Whether the tenant of the open transaction may begin nothing billable. */
export async function isWalletEmpty(em: EntityManager, tenantId: string): Promise<boolean> {
  const sql = 'select 1 from billing_accounts where tenant_id = ? and suspended_at is not null';
  return (await em.execute(sql, [tenantId])).length > 0;
}
