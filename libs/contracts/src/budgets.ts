import type { MoneyView } from './ledger';

/** What a budget of a tenant is for. Runs and grants have budgets of their own, in the agent. */
export const BUDGET_SCOPES = ['tenant', 'agent', 'provider', 'app'] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** When it begins anew, in UTC; weeks begin on Monday. `total` never does. */
export const BUDGET_PERIODS = ['day', 'week', 'month', 'total'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** Percent of a limit at which somebody is told. At 100 calls are refused. */
export const BUDGET_THRESHOLDS = [50, 80, 100] as const;
export type BudgetThreshold = (typeof BUDGET_THRESHOLDS)[number];

export interface BudgetFigures {
  period: BudgetPeriod;
  limit: { nano: string; currency: string };
  /** Of the current period. */
  spent: { nano: string; currency: string };
  /** Set aside for calls under way. */
  reserved: { nano: string; currency: string };
  /** Both absent for `total`. */
  periodStart?: string;
  /** Exclusive. */
  periodEnd?: string;
  /** Thresholds that the current period has passed. */
  alerts: { threshold: BudgetThreshold; at: string }[];
  createdAt: string;
  updatedAt: string;
}

/** A budget of a tenant. What it does not cover is refused with `limit_exceeded`. */
export interface BudgetView extends BudgetFigures {
  id: string;
  scope: BudgetScope;
  agentId?: string;
  agentName?: string;
  /** Of an `app`: the key by which an external program calls models. */
  apiKeyId?: string;
  apiKeyName?: string;
  provider?: string;
}

/** A budget of the whole platform: all tenants together. */
export interface PlatformBudgetView extends BudgetFigures {
  id: string;
}

/** An alert that was raised, in the current period or an earlier one. */
export interface BudgetAlertView {
  id: string;
  budgetId: string;
  threshold: BudgetThreshold;
  /** As it was then. */
  limit: MoneyView;
  /** Absent for `total`. */
  periodStart?: string;
  at: string;
}

/** How a budget is used up over its current period. */
export interface BudgetBurnDownView {
  /** Hours for a budget of a day. */
  step: 'hour' | 'day';
  /** For `total` the last 90 days, or as long as it has been counting. */
  from: string;
  /** Exclusive; absent for `total`. */
  to?: string;
  /** Spent before `from`: nothing but for `total`. */
  before: MoneyView;
  /** Oldest first, without those in which nothing was spent. */
  steps: { at: string; spent: MoneyView }[];
  /** Spent at `to`, if it goes on as it did so far. Absent for `total`, and in the first hour. */
  projected?: MoneyView;
  /** When the limit is reached at that pace. Absent if the period ends before, or if it is reached. */
  runsOutAt?: string;
}
