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
  const due = await dueOf(em, { id, total });
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

/**
 * Nobody pays nothing: an invoice that asks for nothing any more, whether grants, the wallet or credit
 * notes have paid it or nothing was charged, is paid at once. The caller holds the account's lock.
 *
 * @returns whether it became paid by this; money was not moved then
 */
export async function settleIfNothingIsDue(
  em: EntityManager,
  invoice: DbInvoice,
): Promise<boolean> {
  if (invoice.state !== 'issued' || (await dueOf(em, invoice)) !== 0n) return false;
  await settleInvoice(em, invoice);
  return true;
}

/** What it says, less its credit notes. */
const dueOf = async (em: EntityManager, { id, total }: Pick<DbInvoice, 'id' | 'total'>) =>
  BigInt(total) - (await notesOf(em, id)).totalNano;
