import type { EntityManager } from '@renum/database';
import { newId } from '@renum/platform';
import { findInvoice } from '../invoices/invoice-rows';
import { settleInvoice } from '../invoices/settle';
import { notesOf } from '../invoices/credit-notes';
import { post } from '../ledger/post';
import type { Outcome } from './payment-events';
import type { DbPayment } from './payment-rows';

/**
 * Books money that has come in: into the wallet, or for the invoice. The caller holds the account's
 * lock and has made sure that it was not booked before. What an invoice does not need any more (it
 * was paid otherwise, voided, or credited meanwhile) is the tenant's all the same: it is in the wallet.
 */
export async function bookPayment(em: EntityManager, payment: DbPayment): Promise<Outcome> {
  const amountNano = BigInt(payment.amount);
  if (payment.invoice_id === null) {
    await toWallet(em, payment, amountNano);
    return { outcome: 'applied' };
  }
  const invoice = await findInvoice(em, payment.invoice_id, { lock: true });
  const due = BigInt(invoice.total) - (await notesOf(em, invoice.id)).totalNano;
  if (invoice.state !== 'issued' || due > amountNano) {
    await toWallet(em, payment, amountNano);
    return { outcome: 'applied', note: `${invoice.number} was ${invoice.state}: to the wallet` };
  }
  await settleInvoice(em, invoice);
  if (due === amountNano) return { outcome: 'applied' };
  await toWallet(em, payment, amountNano - due);
  return { outcome: 'applied', note: `${invoice.number} asked for less by now: to the wallet` };
}

const toWallet = (
  em: EntityManager,
  { tenant_id: tenantId, currency, payment_ref: reference }: DbPayment,
  amountNano: bigint,
): Promise<void> =>
  post(em, {
    ...{ id: newId(), tenantId, kind: 'top_up', currency, reference: reference ?? undefined },
    entries: [
      { account: 'payments', amountNano: -amountNano },
      { account: 'wallet', amountNano },
    ],
  });

/** Books what was paid back, from the wallet; it may go below zero when the money was used already. */
export const bookRefund = (
  em: EntityManager,
  { tenant_id: tenantId, currency, payment_ref: reference }: DbPayment,
  amountNano: bigint,
): Promise<void> =>
  post(em, {
    ...{ id: newId(), tenantId, kind: 'refund', currency, reference: reference ?? undefined },
    entries: [
      { account: 'wallet', amountNano: -amountNano },
      { account: 'payments', amountNano },
    ],
  });
