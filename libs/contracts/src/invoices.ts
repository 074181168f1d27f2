import type { MoneyView } from './ledger';

export const INVOICE_STATES = ['draft', 'issued', 'paid', 'void'] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

/** What one agent, or one external app, used of one thing. */
export interface InvoiceLineView {
  agentId?: string;
  agentName?: string;
  /** Of an app: its API key. */
  apiKeyId?: string;
  apiKeyName?: string;
  /** `provider/model`, or `provider operation`. */
  item: string;
  events: number;
  /** Of `meter`, in thousandths. */
  quantityMilli: number;
  meter?: string;
  amount: MoneyView;
}

export interface CreditNoteView {
  id: string;
  number: string;
  issuedAt: string;
  reason: string;
  net: MoneyView;
  tax: MoneyView;
  total: MoneyView;
}

/** `usage` less `credits` and `prepaid`, with `tax` and `rounding`, is `total`, exactly. */
export interface InvoiceView {
  id: string;
  tenantId: string;
  /** `2026-11` */
  month: string;
  state: InvoiceState;
  /** From the moment that it is issued. */
  number?: string;
  usage: MoneyView;
  /** Paid by grants; not taxed. */
  credits: MoneyView;
  /** Paid from the wallet already. */
  prepaid: MoneyView;
  tax: { name: string; bp: number; amount: MoneyView };
  /** To whole minor units of the currency. */
  rounding: MoneyView;
  total: MoneyView;
  createdAt: string;
  issuedAt?: string;
  paidAt?: string;
  voidedAt?: string;
}

export interface InvoiceDetailView extends InvoiceView {
  lines: InvoiceLineView[];
  creditNotes: CreditNoteView[];
}

/** What billing a month of all tenants came to. */
export interface InvoiceRunView {
  /** `2026-10`. */
  month: string;
  issued: number;
  /** Left for a person to issue. */
  drafted: number;
  /** Tenants that could not be billed; the log says why, and the next run tries again. */
  failed: number;
}
