import type {
  BudgetAlertView,
  BudgetBurnDownView,
  BudgetView,
  PlatformBudgetView,
} from '@renum/contracts';

const USD = 'USD';

/** What the documentation shows. */
export const BUDGET: BudgetView = {
  id: '01945b70-0000-7000-8000-000000000001',
  scope: 'agent',
  agentId: '01945b6c-1d2e-7a00-8b0c-000000000001',
  agentName: 'Researcher',
  period: 'month',
  limit: { nano: '50000000000', currency: USD },
  spent: { nano: '41250000000', currency: USD },
  reserved: { nano: '120000000', currency: USD },
  periodStart: '2026-11-01T00:00:00.000Z',
  periodEnd: '2026-12-01T00:00:00.000Z',
  alerts: [
    { threshold: 50, at: '2026-11-09T08:12:44.000Z' },
    { threshold: 80, at: '2026-11-18T16:40:02.000Z' },
  ],
  createdAt: '2026-11-01T09:00:00.000Z',
  updatedAt: '2026-11-01T09:00:00.000Z',
};

export const PLATFORM_BUDGET: PlatformBudgetView = {
  id: '01945b70-0000-7000-8000-000000000002',
  period: 'day',
  limit: { nano: '500000000000', currency: USD },
  spent: { nano: '73250000000', currency: USD },
  reserved: { nano: '910000000', currency: USD },
  periodStart: '2026-11-21T00:00:00.000Z',
  periodEnd: '2026-11-22T00:00:00.000Z',
  alerts: [],
  createdAt: '2026-11-01T09:00:00.000Z',
  updatedAt: '2026-11-01T09:00:00.000Z',
};

export const BUDGET_ALERT: BudgetAlertView = {
  id: '01945b70-0000-7000-8000-00000000000b',
  budgetId: BUDGET.id,
  threshold: 80,
  limit: { nano: '50000000000', currency: USD },
  periodStart: '2026-11-01T00:00:00.000Z',
  at: '2026-11-18T16:40:02.000Z',
};

export const BURN_DOWN: BudgetBurnDownView = {
  step: 'day',
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-12-01T00:00:00.000Z',
  before: { nano: '0', currency: USD },
  steps: [
    { at: '2026-11-02T00:00:00.000Z', spent: { nano: '12500000000', currency: USD } },
    { at: '2026-11-05T00:00:00.000Z', spent: { nano: '28750000000', currency: USD } },
  ],
  projected: { nano: '61875000000', currency: USD },
  runsOutAt: '2026-11-25T05:49:05.454Z',
};
