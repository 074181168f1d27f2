import type { PriceOverrideView, PriceQuoteView } from '@renum/contracts';

const usd = (nano: string) => ({ nano, currency: 'USD' });

/** What the documentation shows. */
export const OWN_PRICE: PriceOverrideView = {
  id: '01945b70-0000-7000-8000-000000000011',
  tenantId: '01945b70-0000-7000-8000-000000000001',
  setBy: 'tenant',
  provider: 'ollama',
  model: 'llama3*',
  rates: { perMillion: { input: '50000000', output: '80000000' } },
  effectiveFrom: '2026-11-21T10:15:00.000Z',
  createdAt: '2026-11-21T10:15:00.000Z',
};

export const PRICE: PriceOverrideView = {
  id: '01945b70-0000-7000-8000-000000000012',
  setBy: 'operator',
  provider: 'openai',
  model: 'gpt-4.1-mini',
  rates: { perMillion: { input: '360000000', cacheRead: '90000000', output: '1440000000' } },
  effectiveFrom: '2027-01-01T00:00:00.000Z',
  createdAt: '2026-11-21T10:15:00.000Z',
};

export const QUOTE: PriceQuoteView = {
  provider: 'openai',
  model: 'gpt-4.1-mini',
  at: '2026-11-21T10:15:00.000Z',
  source: 'list',
  perMillion: {
    input: usd('400000000'),
    output: usd('1600000000'),
    cacheRead: usd('100000000'),
    cacheWrite: usd('400000000'),
  },
};
