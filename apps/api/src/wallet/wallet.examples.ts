import type {
  BillingTermsView,
  PriceBookView,
  WalletStateView,
  WalletTransactionView,
  WalletView,
} from '@renum/contracts';

const usd = (nano: string) => ({ nano, currency: 'USD' });

/** What the documentation shows. */
export const WALLET: WalletView = {
  mode: 'prepaid',
  balance: usd('41250000000'),
  credits: usd('10000000000'),
  owed: usd('0'),
  grants: [
    {
      id: '01945b70-0000-7000-8000-000000000003',
      amount: usd('25000000000'),
      remaining: usd('10000000000'),
      priority: 100,
      expiresAt: '2027-01-01T00:00:00.000Z',
      note: 'Welcome',
      createdAt: '2026-11-01T09:00:00.000Z',
    },
  ],
};

export const WALLET_STATE: WalletStateView = {
  suspended: { since: '2026-11-21T10:15:00.000Z', reason: 'wallet_empty' },
};

export const TRANSACTION: WalletTransactionView = {
  id: '01945b70-0000-7000-8000-000000000004',
  at: '2026-11-21T10:15:00.000Z',
  kind: 'top_up',
  wallet: usd('50000000000'),
  reference: 'Transfer 4711',
};

export const TERMS: BillingTermsView = {
  mode: 'prepaid',
  priceBook: 'standard',
  currency: 'USD',
  taxName: 'VAT',
  taxBp: 1900,
  platformKeys: false,
};

export const PRICE_BOOK: PriceBookView = {
  id: '01945b70-0000-7000-8000-000000000005',
  name: 'standard',
  version: 3,
  effectiveFrom: '2027-01-01T00:00:00.000Z',
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
  createdAt: '2026-11-21T10:15:00.000Z',
};
