import type { AnyUsageView } from '@renum/billing';
import type { UsageFigures, UsageView } from '@renum/contracts';

const FIGURES: UsageFigures = {
  costNano: '8560000',
  chargeNano: '1000000',
  calls: 4,
  llmCalls: 3,
  toolCalls: 1,
  failedCalls: 0,
  inputTokens: 1000,
  outputTokens: 100,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  unitsMilli: 1000,
  meter: 'credits',
  estimatedEvents: 0,
  firstTokenMs: 640,
  tokensPerSecond: 71.4,
};

const RANGE = {
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-11-03T00:00:00.000Z',
  timeZone: 'UTC',
  currency: 'USD',
};

const AGENT = { key: '01945b6c-1d2e-7a00-8b0c-000000000001', label: 'Researcher' };
const TENANT = { key: '01945b6c-1d2e-7a00-8b0c-000000000002', label: 'Demo' };

/** What the documentation shows. */
export const USAGE: UsageView = {
  ...RANGE,
  groupBy: 'agent',
  totals: FIGURES,
  rows: [{ ...AGENT, ...FIGURES }],
  buckets: ['2026-11-01', '2026-11-02'],
  series: {
    groups: [AGENT],
    points: [{ bucket: '2026-11-02', key: AGENT.key, ...FIGURES }],
  },
};

export const OPERATOR_USAGE: AnyUsageView = {
  ...RANGE,
  groupBy: 'tenant',
  totals: FIGURES,
  rows: [{ ...TENANT, ...FIGURES }],
};
