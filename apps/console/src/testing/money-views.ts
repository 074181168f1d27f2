import type {
  BudgetAlertView,
  BudgetBurnDownView,
  BudgetFigures,
  BudgetView,
  MoneyView,
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
