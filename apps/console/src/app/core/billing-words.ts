import type { BillingMode, InvoiceState, InvoiceView, LedgerKind } from '@renum/contracts';
import type { ChipTone } from '../ui/chip/chip';

export const LEDGER_WORDS: Record<LedgerKind, { label: string; icon: string }> = {
  usage: { label: 'Usage', icon: 'bolt' },
  top_up: { label: 'Top-up', icon: 'add_card' },
  grant: { label: 'Credit granted', icon: 'redeem' },
  expiry: { label: 'Credit expired', icon: 'hourglass_disabled' },
  refund: { label: 'Refund', icon: 'undo' },
  payment: { label: 'Payment', icon: 'payments' },
  invoice: { label: 'Tax of an invoice', icon: 'receipt' },
  credit_note: { label: 'Credit note', icon: 'assignment_return' },
  adjustment: { label: 'Adjustment', icon: 'tune' },
};

export const MODE_WORDS: Record<BillingMode, { label: string; hint: string }> = {
  prepaid: {
    label: 'Prepaid',
    hint: 'Used from the wallet. With nothing left, calls are refused.',
  },
  postpaid: { label: 'By invoice', hint: 'Usage of a month is on the invoice of that month.' },
};

interface InvoiceLook {
  label: string;
  tone: ChipTone;
  icon: string;
}
const INVOICE_LOOKS: Record<InvoiceState, InvoiceLook> = {
  draft: { label: 'Draft', tone: 'neutral', icon: 'edit_note' },
  issued: { label: 'To be paid', tone: 'attention', icon: 'schedule' },
  paid: { label: 'Paid', tone: 'good', icon: 'check_circle' },
  void: { label: 'Void', tone: 'neutral', icon: 'block' },
};
const NOTHING_TO_PAY: InvoiceLook = { ...INVOICE_LOOKS.paid, label: 'Nothing to pay' };

/** An invoice of 0.00 has not been paid by anybody: there was nothing to pay. */
export const invoiceLook = ({ state, total }: Pick<InvoiceView, 'state' | 'total'>): InvoiceLook =>
  total.nano === '0' && (state === 'issued' || state === 'paid')
    ? NOTHING_TO_PAY
    : INVOICE_LOOKS[state];

const month = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

/** `2026-10` -> `October 2026` */
export const monthWords = (text: string): string => month.format(new Date(`${text}-01T00:00:00Z`));

/** The day of a moment, in UTC, as it is on documents. */
export const dayWords = (iso: string): string => day.format(new Date(iso));

/** Basis points as percent: 1900 is `19 %`. */
export const percentWords = (bp: number): string => `${bp / 100} %`;
