import type { MoneyView, PaymentProviderName } from './ledger';

export const PAYMENT_PURPOSES = ['top_up', 'invoice'] as const;
export type PaymentPurpose = (typeof PAYMENT_PURPOSES)[number];

/** `processing`: the provider has it, the money comes later. Only what is `paid` counts. */
export const PAYMENT_STATES = ['open', 'processing', 'paid', 'failed', 'expired'] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** A payment through the payment provider. */
export interface PaymentView {
  id: string;
  tenantId: string;
  provider: PaymentProviderName;
  purpose: PaymentPurpose;
  /** For `invoice`. */
  invoiceId?: string;
  amount: MoneyView;
  state: PaymentState;
  /** Paid back of it. */
  refunded: MoneyView;
  /** The payer disputes it at their bank. */
  disputedAt?: string;
  createdAt: string;
  paidAt?: string;
}

/** What the payment provider told, and what came of it; for operators. */
export interface PaymentEventView {
  /** The provider's own. */
  id: string;
  type: string;
  occurredAt: string;
  receivedAt: string;
  /** `refused`: it did not fit what is known here; nothing was booked. */
  outcome: 'applied' | 'ignored' | 'refused';
  note?: string;
  paymentId?: string;
}
