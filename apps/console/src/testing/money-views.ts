import type {
  BillingTermsView,
  BudgetAlertView,
  BudgetBurnDownView,
  BudgetFigures,
  BudgetView,
  CreditNoteView,
  InvoiceDetailView,
  MoneyView,
  PriceBookView,
  PriceOverrideView,
  RerateView,
  WalletTransactionView,
  WalletView,
} from '@renum/contracts';

/** Answers of the API about money, valid by default; a test overrides what it is about. */
const AT = '2026-11-21T10:00:00.000Z';

export const usd = (nano: string): MoneyView => ({ nano, currency: 'USD' });

export const budgetFigures = (overrides: Partial<BudgetFigures> = {}): BudgetFigures => ({
  period: 'month',
  limit: usd('50000000000'),
  spent: usd('41250000000'),
  reserved: usd('120000000'),
  periodStart: '2026-11-01T00:00:00.000Z',
  periodEnd: '2026-12-01T00:00:00.000Z',
  alerts: [
    { threshold: 50, at: '2026-11-09T08:12:44.000Z' },
    { threshold: 80, at: '2026-11-18T16:40:02.000Z' },
  ],
  createdAt: AT,
  updatedAt: AT,
  ...overrides,
});

export const budgetView = (overrides: Partial<BudgetView> = {}): BudgetView => ({
  id: 'budget-1',
  scope: 'agent',
  agentId: 'agent-1',
  agentName: 'Researcher',
  ...budgetFigures(),
  ...overrides,
});

export const burnDownView = (overrides: Partial<BudgetBurnDownView> = {}): BudgetBurnDownView => ({
  step: 'day',
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-12-01T00:00:00.000Z',
  before: usd('0'),
  steps: [
    { at: '2026-11-02T00:00:00.000Z', spent: usd('12500000000') },
    { at: '2026-11-05T00:00:00.000Z', spent: usd('28750000000') },
  ],
  projected: usd('61875000000'),
  runsOutAt: '2026-11-25T05:49:05.454Z',
  ...overrides,
});

export const budgetAlertView = (overrides: Partial<BudgetAlertView> = {}): BudgetAlertView => ({
  id: 'alert-1',
  budgetId: 'budget-1',
  threshold: 80,
  limit: usd('50000000000'),
  periodStart: '2026-11-01T00:00:00.000Z',
  at: '2026-11-18T16:40:02.000Z',
  ...overrides,
});

export const walletView = (overrides: Partial<WalletView> = {}): WalletView => ({
  mode: 'prepaid',
  balance: usd('41250000000'),
  credits: usd('10000000000'),
  owed: usd('0'),
  grants: [
    {
      id: 'grant-1',
      amount: usd('25000000000'),
      remaining: usd('10000000000'),
      priority: 100,
      expiresAt: '2027-01-01T00:00:00.000Z',
      note: 'Welcome',
      createdAt: AT,
    },
  ],
  ...overrides,
});

export const transactionView = (
  overrides: Partial<WalletTransactionView> = {},
): WalletTransactionView => ({
  id: 'transaction-1',
  at: AT,
  kind: 'top_up',
  wallet: usd('50000000000'),
  reference: 'Transfer 4711',
  ...overrides,
});

export const creditNoteView = (overrides: Partial<CreditNoteView> = {}): CreditNoteView => ({
  id: 'note-1',
  number: 'CN-2026-000003',
  issuedAt: AT,
  reason: 'Outage of 3 November',
  net: usd('1000000000'),
  tax: usd('190000000'),
  total: usd('1190000000'),
  ...overrides,
});

export const invoiceDetailView = (
  overrides: Partial<InvoiceDetailView> = {},
): InvoiceDetailView => ({
  id: 'invoice-1',
  tenantId: 'tenant-1',
  month: '2026-10',
  state: 'issued',
  number: 'INV-2026-000042',
  usage: usd('41254712345'),
  credits: usd('10000000000'),
  prepaid: usd('0'),
  tax: { name: 'VAT', bp: 1900, amount: usd('5938395346') },
  rounding: usd('-3107691'),
  total: usd('37190000000'),
  createdAt: AT,
  issuedAt: AT,
  lines: [
    {
      agentId: 'agent-1',
      agentName: 'Researcher',
      item: 'openai/gpt-4.1-mini',
      events: 18_204,
      quantityMilli: 0,
      amount: usd('41254712345'),
    },
  ],
  creditNotes: [],
  ...overrides,
});

export const priceBookView = (overrides: Partial<PriceBookView> = {}): PriceBookView => ({
  id: 'book-1',
  name: 'standard',
  version: 1,
  effectiveFrom: '2026-01-01T00:00:00.000Z',
  rules: {
    markupBp: 2000,
    fees: [
      {
        key: 'calls',
        unit: 'calls',
        per: 1000,
        tiers: [
          { upTo: 10_000, priceNano: '0' },
          { upTo: null, priceNano: '100000000' },
        ],
      },
    ],
  },
  createdAt: AT,
  ...overrides,
});

export const termsView = (overrides: Partial<BillingTermsView> = {}): BillingTermsView => ({
  mode: 'prepaid',
  priceBook: 'standard',
  currency: 'USD',
  taxName: 'VAT',
  taxBp: 1900,
  platformKeys: false,
  ...overrides,
});

export const rerateView = (overrides: Partial<RerateView> = {}): RerateView => ({
  tenantId: 'tenant-1',
  month: '2026-10',
  into: '2026-10',
  applied: false,
  events: 18_204,
  changed: 2500,
  before: usd('41254712345'),
  after: usd('43754712345'),
  difference: usd('2500000000'),
  lines: [
    {
      agentId: 'agent-1',
      agentName: 'Researcher',
      item: 'openai/gpt-4.1-mini',
      events: 18_204,
      changed: 2500,
      before: usd('41254712345'),
      after: usd('43754712345'),
    },
  ],
  ...overrides,
});

export const priceOverrideView = (
  overrides: Partial<PriceOverrideView> = {},
): PriceOverrideView => ({
  id: 'price-1',
  setBy: 'operator',
  provider: 'openai',
  model: 'gpt-4.1-mini',
  rates: { perMillion: { input: '360000000', output: '1440000000', cacheRead: '90000000' } },
  effectiveFrom: '2027-01-01T00:00:00.000Z',
  createdAt: AT,
  ...overrides,
});
