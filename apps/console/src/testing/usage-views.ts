import type { RunAnalyticsView, RunFigures, UsageFigures, UsageView } from '@renum/contracts';

/** Answers about usage and runs, valid by default. */
export const usageFigures = (overrides: Partial<UsageFigures> = {}): UsageFigures => ({
  costNano: '10600000',
  chargeNano: '0',
  calls: 0,
  llmCalls: 0,
  toolCalls: 0,
  failedCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  unitsMilli: 0,
  estimatedEvents: 0,
  ...overrides,
});

export const usageView = (overrides: Partial<UsageView> = {}): UsageView => ({
  from: '2026-11-20T00:00:00.000Z',
  to: '2026-11-22T00:00:00.000Z',
  timeZone: 'UTC',
  groupBy: 'day',
  currency: 'USD',
  totals: usageFigures(),
  rows: [],
  buckets: ['2026-11-20', '2026-11-21'],
  ...overrides,
});

export const runFigures = (overrides: Partial<RunFigures> = {}): RunFigures => ({
  runs: 0,
  completed: 0,
  failed: 0,
  limit: 0,
  stopped: 0,
  costNano: '0',
  ...overrides,
});

export const analyticsView = (overrides: Partial<RunAnalyticsView> = {}): RunAnalyticsView => ({
  from: '2026-11-20T00:00:00.000Z',
  to: '2026-11-22T00:00:00.000Z',
  timeZone: 'UTC',
  bucket: 'day',
  groupBy: 'agent',
  currency: 'USD',
  totals: runFigures(),
  points: [
    { bucket: '2026-11-20', ...runFigures() },
    { bucket: '2026-11-21', ...runFigures() },
  ],
  rows: [],
  failures: [],
  ...overrides,
});
