import type { EntityManager } from '@renum/database';
import { newId } from '@renum/platform';
import { post, type Entry } from '../ledger/post';
import type { DbInvoice } from './invoice-rows';
import { nextNumber } from './numbers';

/** Gives a draft its number and books its tax and rounding. The caller holds the account's lock. */
export async function issueInvoice(em: EntityManager, invoice: DbInvoice): Promise<void> {
  const { id, tenant_id: tenantId, currency } = invoice;
  const number = await nextNumber(em, 'INV');
  await em.execute(
    `update invoices set state = 'issued', number = ?, issued_at = now() where id = ?`,
    [number, id],
  );
  const entries = taxEntries(invoice, 1n);
  await post(em, { id: newId(), tenantId, kind: 'invoice', currency, reference: number, entries });
}

/** The usage itself was posted with its events; an invoice adds its tax, and its rounding. */
export function taxEntries({ tax, rounding }: DbInvoice, sign: 1n | -1n): Entry[] {
  const [taxNano, roundingNano] = [BigInt(tax) * sign, BigInt(rounding) * sign];
  return [
    { account: 'tax', amountNano: taxNano },
    { account: 'revenue', amountNano: roundingNano },
    { account: 'receivable', amountNano: -taxNano - roundingNano },
  ];
}
