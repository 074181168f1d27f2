import type { InvoiceState } from '@renum/contracts';
import type { InvoiceStep } from '../../../core/api/invoices.api';
import type { Question } from '../../../ui/confirm/confirm';

export interface InvoiceMove {
  step: InvoiceStep;
  label: string;
  icon: string;
  /** What is asked before: none of them can be taken back. */
  question: Question;
}

const ISSUE: InvoiceMove = {
  step: 'issue',
  label: 'Issue',
  icon: 'send',
  question: {
    heading: 'Issue this invoice?',
    text: 'It gets its number, and its tenant sees it from then on. An issued invoice is never changed, only voided or credited. With nothing to pay it counts as paid, and cannot be voided.',
    action: 'Issue',
  },
};
const PAY: InvoiceMove = {
  step: 'pay',
  label: 'Mark as paid',
  icon: 'payments',
  question: {
    heading: 'Has it been paid?',
    text: 'The payment of what is left to pay is booked. This cannot be taken back.',
    action: 'It is paid',
  },
};
const voiding = (draft: boolean): InvoiceMove => ({
  step: 'void',
  label: draft ? 'Discard' : 'Void',
  icon: 'block',
  question: {
    heading: draft ? 'Discard this draft?' : 'Void this invoice?',
    text: 'Its month can be billed anew. This cannot be taken back.',
    action: draft ? 'Discard' : 'Void',
  },
});

/** What an operator can do with an invoice in this state, as the API allows it. */
export const INVOICE_MOVES: Record<InvoiceState, readonly InvoiceMove[]> = {
  draft: [ISSUE, voiding(true)],
  issued: [PAY, voiding(false)],
  paid: [],
  void: [],
};

/** Part of an invoice can be credited once it is out. */
export const mayCredit = (state: InvoiceState): boolean => state === 'issued' || state === 'paid';
