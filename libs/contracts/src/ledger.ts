import type { UsageKind } from './usage';

export interface MoneyView {
  /** Nano-units of the currency, as a decimal string. */
  nano: string;
  currency: string;
}

/** Paid before use, from a wallet; or after it, by invoice. */
export const BILLING_MODES = ['prepaid', 'postpaid'] as const;
export type BillingMode = (typeof BILLING_MODES)[number];

export const LEDGER_KINDS = [
  'usage',
  'top_up',
  'grant',
  'expiry',
  'refund',
  'payment',
  'invoice',
  'credit_note',
  'adjustment',
] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** Credit that was given, not paid for. */
export interface CreditGrantView {
  id: string;
  amount: MoneyView;
  remaining: MoneyView;
  /** Lower ones are used first; of the same priority, what expires first. */
  priority: number;
  expiresAt?: string;
  note?: string;
  createdAt: string;
}

export interface WalletView {
  mode: BillingMode;
  /** Paid in and not used. Below zero when calls under way cost more than was left. */
  balance: MoneyView;
  /** What is left of grants that have not expired. */
  credits: MoneyView;
  /** Used and not paid for yet. */
  owed: MoneyView;
  /** In the order in which they are used. */
  grants: CreditGrantView[];
  /** A prepaid tenant with nothing left. */
  suspended?: { since: string; reason: 'wallet_empty' };
  /**
   * Who takes payments: `POST /v1/wallet/top-ups` and `POST /v1/invoices/{id}/payments` answer with
   * a page to pay at. Absent where nobody does, and in what operators see.
   */
  payments?: PaymentProviderName;
}

/** What everybody in a tenant may know of its wallet. */
export type WalletStateView = Pick<WalletView, 'suspended'>;

export type PaymentProviderName = 'stripe';

/** A page of the payment provider, on which the person pays; back from there they come to the console. */
export interface CheckoutView {
  /** Of the payment, in Renum. */
  id: string;
  url: string;
  expiresAt: string;
}

/** A movement of a tenant's money; amounts are from its side, and absent where nothing moved. */
export interface WalletTransactionView {
  id: string;
  at: string;
  kind: LedgerKind;
  wallet?: MoneyView;
  credits?: MoneyView;
  /** Below zero: more is owed. */
  receivable?: MoneyView;
  reference?: string;
}

/** How a tenant pays, and by which prices. */
export interface BillingTermsView {
  mode: BillingMode;
  /** Absent: nothing is charged. */
  priceBook?: string;
  currency: string;
  taxName: string;
  /** Basis points: 1900 is 19 %. */
  taxBp: number;
  /** Whether the platform's keys serve for providers that the tenant has none for. */
  platformKeys: boolean;
}

/** What one unit costs depends on how much of it the month has used: a tier of price 0 is free. */
export interface PriceTier {
  /** Units; null in the last tier. */
  upTo: number | null;
  /** For `per` units. */
  priceNano: string;
}

export interface PriceFee {
  /** Under which the month's use is counted, over all versions of the book. */
  key: string;
  /** Calls, or units of a provider's own meter. */
  unit: 'calls' | 'quantity';
  /** Only events of this kind, provider, operation, meter; without a kind: only calls. */
  kind?: UsageKind;
  provider?: string;
  operation?: string;
  meter?: string;
  /** A power of ten. */
  per: number;
  tiers: PriceTier[];
}

export interface PriceRules {
  /** Basis points upon what calls with the platform's own keys cost. */
  markupBp: number;
  fees: PriceFee[];
}

/** One version of a price book; for events from a moment on, until a later version. */
export interface PriceBookView {
  id: string;
  name: string;
  version: number;
  effectiveFrom: string;
  rules: PriceRules;
  createdAt: string;
}
