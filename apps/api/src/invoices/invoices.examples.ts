import type { InvoiceDetailView, InvoiceRunView, InvoiceView } from '@renum/contracts';

const usd = (nano: string) => ({ nano, currency: 'USD' });

/** What the documentation shows. */
export const INVOICE: InvoiceView = {
  id: '01945b70-0000-7000-8000-000000000006',
  tenantId: '01945b6c-1d2e-7a00-8b0c-000000000002',
  month: '2026-10',
  state: 'issued',
  number: 'INV-2026-000042',
  usage: usd('41254712345'),
  credits: usd('10000000000'),
  prepaid: usd('0'),
  tax: { name: 'VAT', bp: 1900, amount: usd('5938395346') },
  rounding: usd('-3107691'),
  total: usd('37190000000'),
  createdAt: '2026-11-01T00:10:00.000Z',
  issuedAt: '2026-11-02T09:00:00.000Z',
};

export const INVOICE_DETAIL: InvoiceDetailView = {
  ...INVOICE,
  lines: [
    {
      agentId: '01945b6c-1d2e-7a00-8b0c-000000000001',
      agentName: 'Researcher',
      item: 'openai/gpt-4.1-mini',
      events: 18_204,
      quantityMilli: 0,
      amount: usd('41254712345'),
    },
  ],
  creditNotes: [
    {
      id: '01945b70-0000-7000-8000-000000000007',
      number: 'CN-2026-000003',
      issuedAt: '2026-11-05T12:00:00.000Z',
      reason: 'Outage of 3 November',
      net: usd('1000000000'),
      tax: usd('190000000'),
      total: usd('1190000000'),
    },
  ],
};

export const INVOICE_RUN: InvoiceRunView = { month: '2026-10', issued: 41, drafted: 0, failed: 0 };
