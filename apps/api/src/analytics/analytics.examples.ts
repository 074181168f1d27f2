import type { RunAnalyticsView, RunFigures } from '@renum/contracts';

const FIGURES: RunFigures = {
  runs: 120,
  completed: 108,
  failed: 8,
  limit: 2,
  stopped: 2,
  successRate: 0.915,
  p50Ms: 14_200,
  p95Ms: 96_000,
  stepsPerRun: 6.4,
  firstTokenMs: 640,
  costNano: '5400000000',
  costPerSuccessNano: '50000000',
};

const TENANT = { id: '01945b6c-1d2e-7a00-8b0c-000000000002', name: 'Demo' };

/** What the documentation shows. */
export const ANALYTICS: RunAnalyticsView = {
  from: '2026-11-21T00:00:00.000Z',
  to: '2026-11-22T00:00:00.000Z',
  timeZone: 'UTC',
  bucket: 'day',
  groupBy: 'agent',
  currency: 'USD',
  totals: FIGURES,
  points: [{ bucket: '2026-11-21', ...FIGURES }],
  rows: [{ key: '01945b6c-1d2e-7a00-8b0c-000000000001', label: 'Researcher', ...FIGURES }],
  failures: [
    {
      state: 'failed',
      reason: 'model_error',
      runs: 8,
      agents: 1,
      lastAt: '2026-11-21T17:04:11.000Z',
      runId: '01945b6c-1d2e-7a00-8b0c-000000000003',
      detail: 'The model answered 529 three times.',
      tenantId: TENANT.id,
      tenantName: TENANT.name,
    },
  ],
};

export const OPERATOR_ANALYTICS: RunAnalyticsView = {
  ...ANALYTICS,
  groupBy: 'tenant',
  rows: [{ key: TENANT.id, label: TENANT.name, ...FIGURES }],
};
