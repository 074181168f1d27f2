import type { UsageView } from '@renum/contracts';

const FIGURES = {
  costNano: '8560000',
  llmCalls: 3,
  toolCalls: 1,
  inputTokens: 1000,
  outputTokens: 100,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  estimatedEvents: 0,
};

/** What the documentation shows. */
export const USAGE: UsageView = {
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-12-01T00:00:00.000Z',
  groupBy: 'day',
  currency: 'USD',
  totals: FIGURES,
  rows: [{ key: '2026-11-21', label: '2026-11-21', ...FIGURES }],
};
