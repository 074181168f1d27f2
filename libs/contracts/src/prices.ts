import type { InvoiceState } from './invoices';
import type { MoneyView } from './ledger';
import type { TokenCounts, TokenKinds } from './usage';

/** Kinds of tokens that can have a price of their own. */
export const TOKEN_RATES = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'cacheWrite1h',
  'inputAudio',
  'inputImage',
  'cacheReadAudio',
  'cacheReadImage',
  'reasoning',
  'outputAudio',
  'outputImage',
] as const satisfies readonly (keyof TokenCounts | keyof TokenKinds)[];
export type TokenRate = (typeof TOKEN_RATES)[number];

/** What a provider counts beside tokens. */
export const CALL_RATES = [
  'webSearches',
  'fileSearches',
  'inputAudioMs',
  'codeSessions',
] as const satisfies readonly (keyof TokenKinds)[];
export type CallRate = (typeof CALL_RATES)[number];

/** Prices of a model, in nano-units of the currency, as decimal strings. */
export interface ModelRates {
  /** For a million tokens. A kind that is not named costs what the tokens it is part of cost. */
  perMillion: { input: string; output: string } & Partial<Record<TokenRate, string>>;
  /** For a thousand of them; nothing when not named. */
  perThousand?: Partial<Record<CallRate, string>>;
}

/** The price of one unit of a meter, for instance of one credit; in nano-units. */
export interface MeterRate {
  perUnit: string;
}

/** What a price is for: models of a provider, or a meter of it. One of the two is named. */
export interface PriceTarget {
  provider: string;
  /** A model's name, or the beginning of names before a `*`. */
  model?: string;
  /** The unit of a tool, for instance `credits`. */
  meter?: string;
}

/** One entry of the price list: in force from a moment on, until a later one for the same target. */
export interface PriceOverrideView extends PriceTarget {
  id: string;
  /** Whose calls it is for; absent for those of all tenants. */
  tenantId?: string;
  /** What a tenant sets is not for calls with the platform's own keys. */
  setBy: 'operator' | 'tenant';
  /** Absent: from then on what holds without this entry holds again. */
  rates?: ModelRates | MeterRate;
  effectiveFrom: string;
  createdAt: string;
}

/** What a model, or a unit of a meter, costs at a moment. */
export interface PriceQuoteView extends PriceTarget {
  at: string;
  /**
   * `list`: the public list price. `none`: none is known here; models cost nothing then, and tools
   * what their provider's description says.
   */
  source: 'tenant' | 'operator' | 'list' | 'none';
  override?: PriceOverrideView;
  /** What a million tokens of each kind cost on their own; for a meter absent. */
  perMillion?: Partial<Record<TokenRate, MoneyView>>;
  /** Of one unit of the meter. */
  perUnit?: MoneyView;
}

/** What one agent or app used of one thing, in a month that is rated anew. */
export interface RerateLineView {
  agentId?: string;
  agentName?: string;
  /** Of an app: its API key. */
  apiKeyId?: string;
  apiKeyName?: string;
  /** `provider/model`, or `provider operation`. */
  item: string;
  events: number;
  /** Of them, those whose charge changes. */
  changed: number;
  before: MoneyView;
  after: MoneyView;
}

/** The charges of a month by the prices that hold for it now, beside what was charged. */
export interface RerateView {
  tenantId: string;
  month: string;
  /** The month that the difference is billed in: another one where the month has its invoice. */
  into: string;
  /** The invoice that the month is on. */
  invoice?: { id: string; number?: string; state: InvoiceState };
  /** False: nothing was written. */
  applied: boolean;
  /** Of the corrections, and of their transaction in the ledger. Absent where nothing was to correct. */
  correctionId?: string;
  events: number;
  changed: number;
  before: MoneyView;
  after: MoneyView;
  /** What the tenant owes more; below zero: less. */
  difference: MoneyView;
  /** Only those with a change, the largest first; at most a thousand. */
  lines: RerateLineView[];
}
