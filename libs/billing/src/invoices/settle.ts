import type { EntityManager } from '@renum/database';
import { newId } from '@renum/platform';
import { post } from '../ledger/post';
import { notesOf } from './credit-notes';
import type { DbInvoice } from './invoice-rows';

/**
 * Marks an issued invoice as paid, and books what it says less its credit notes. The caller holds
 * the account's lock.
 *
 * @returns what was due
 */
export async function settleInvoice(
  em: EntityManager,
  { id, tenant_id: tenantId, number, currency, total }: DbInvoice,
): Promise<bigint> {
  const due = BigInt(total) - (await notesOf(em, id)).totalNano;
  await em.execute(`update invoices set state = 'paid', paid_at = now() where id = ?`, [id]);
  await post(em, {
    ...{ id: newId(), tenantId, kind: 'payment', currency, reference: number ?? undefined },
    entries: [
      { account: 'payments', amountNano: -due },
      { account: 'receivable', amountNano: due },
    ],
  });
  return due;
}
