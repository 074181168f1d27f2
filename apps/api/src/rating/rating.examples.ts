import type { RerateView } from '@renum/contracts';

const usd = (nano: string) => ({ nano, currency: 'USD' });

/** What the documentation shows. */
export const RERATE: RerateView = {
  tenantId: '01945b70-0000-7000-8000-000000000001',
  month: '2026-10',
  into: '2026-10',
  applied: false,
  events: 48_210,
  changed: 12_004,
  before: usd('184220000000'),
  after: usd('171910000000'),
  difference: usd('-12310000000'),
  lines: [
    {
      agentId: '01945b70-0000-7000-8000-000000000002',
      agentName: 'Research assistant',
      item: 'openai/gpt-4.1-mini',
      events: 12_004,
      changed: 12_004,
      before: usd('61550000000'),
      after: usd('49240000000'),
    },
  ],
};
