import type { PaymentProviderName, PaymentPurpose } from '@renum/contracts';

/** What somebody is to pay, on a page of the provider. */
export interface CheckoutOrder {
  /** Of the payment; asked twice under one id, the provider makes one page. */
  id: string;
  tenantId: string;
  purpose: PaymentPurpose;
  amountNano: bigint;
  currency: string;
  /** What the payer reads. */
  title: string;
  /** Where the browser goes when it is done there, and when it is called off. */
  doneUrl: string;
  backUrl: string;
}

export interface Checkout {
  ref: string;
  url: string;
  expiresAt: Date;
}

/** What became of a payment, in the provider's own words translated. */
export interface PaymentNews {
  /** The provider's, of this piece of news. */
  id: string;
  /** In the provider's words. */
  type: string;
  at: Date;
  /** Ours, which it was told with the order; nothing for what did not begin here. */
  paymentId?: string;
  /** The provider's, of the payment. */
  paymentRef?: string;
  checkoutRef?: string;
  what:
    | { kind: 'paid'; amountNano?: bigint; currency?: string }
    | { kind: 'processing' | 'failed' | 'expired' | 'disputed' | 'other' }
    /** All that was paid back of it so far. */
    | { kind: 'refunded'; amountNano?: bigint; currency?: string };
}

/** Somebody who takes payments for Renum. */
export interface PaymentProvider {
  readonly name: PaymentProviderName;
  /** @throws DomainError `upstream_unreachable`, `conflict` when it says no */
  checkout(order: CheckoutOrder): Promise<Checkout>;
  /**
   * Once under one id, however often it is asked.
   * @returns the provider's own reference
   * @throws DomainError `upstream_unreachable`: it may have been made; `conflict`: it was not
   */
  refund(order: {
    id: string;
    paymentRef: string;
    amountNano: bigint;
    currency: string;
  }): Promise<string>;
  /** @throws DomainError `malformed_request` for what the provider has not signed just now */
  news(raw: Buffer, signature: string): PaymentNews;
}

export const PAYMENT_PROVIDER = Symbol('PAYMENT_PROVIDER');
