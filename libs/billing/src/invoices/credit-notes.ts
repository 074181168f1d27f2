import type { EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';
import { post } from '../ledger/post';
import type { DbInvoice } from './invoice-rows';
import { nextNumber } from './numbers';
import { taxOnNote } from './totals';

export interface NewCreditNote {
  /** Chosen by the caller: the same note told twice is issued once. */
  id: string;
  /** Before tax, in whole minor units of the currency. */
  netNano: bigint;
  reason: string;
}

export async function notesOf(
  em: EntityManager,
  invoiceId: string,
): Promise<{ count: number; netNano: bigint; totalNano: bigint }> {
  const [row] = await em.execute<{ count: number; net: string; total: string }[]>(
    `select count(*)::int as count, coalesce(sum(net_nano), 0)::text as net,
       coalesce(sum(total_nano), 0)::text as total from credit_notes where invoice_id = ?`,
    [invoiceId],
  );
  const { count = 0, net = '0', total = '0' } = row ?? {};
  return { count, netNano: BigInt(net), totalNano: BigInt(total) };
}

/**
 * Of an invoice that is still to be paid, less is owed then; of a paid one, it goes to the wallet.
 * The caller holds the account's lock.
 *
 * @returns false when the very note was issued before
 * @throws DomainError `conflict`
 */
export async function addCreditNote(
  em: EntityManager,
  invoice: DbInvoice,
  { id, netNano, reason }: NewCreditNote,
): Promise<boolean> {
  const [same] = await em.execute<{ invoice_id: string; net: string }[]>(
    'select invoice_id, net_nano::text as net from credit_notes where id = ?',
    [id],
  );
  if (same?.invoice_id === invoice.id && same.net === String(netNano)) return false;
  if (same) throw new DomainError('conflict', 'This id stands for another credit note.');
  if (invoice.state !== 'issued' && invoice.state !== 'paid')
    throw new DomainError('conflict', `The invoice is ${invoice.state}.`);
  const before = await notesOf(em, invoice.id);
  const taxNano = taxOnNote(netNano, invoice.tax_bp);
  const totalNano = netNano + taxNano;
  const asked = BigInt(invoice.usage) - BigInt(invoice.credits);
  if (before.netNano + netNano > asked)
    throw new DomainError('conflict', 'That is more than the invoice asks for.');
  if (invoice.state === 'issued' && before.totalNano + totalNano > BigInt(invoice.total))
    throw new DomainError('conflict', 'That is more than is still to be paid.');
  const number = await nextNumber(em, 'CN');
  const { tenant_id: tenantId, currency } = invoice;
  await em.execute(
    `insert into credit_notes (id, tenant_id, invoice_id, number, reason, currency, net_nano,
       tax_nano, total_nano) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[id, tenantId, invoice.id, number, reason, currency],
      ...[netNano, taxNano, totalNano].map(String),
    ],
  );
  const to = invoice.state === 'paid' ? 'wallet' : 'receivable';
  await post(em, {
    ...{ id, tenantId, kind: 'credit_note', currency, reference: number },
    entries: [
      { account: 'revenue', amountNano: -netNano },
      { account: 'tax', amountNano: -taxNano },
      { account: to, amountNano: totalNano },
    ],
  });
  return true;
}
