import type { BudgetPeriod, BudgetScope } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { StoredBudget } from './budget-figures';

/** A row of `budgets`, or of `platform_budgets`, which has neither tenant nor scope. */
export interface DbBudget {
  id: string;
  tenant_id?: string;
  scope?: BudgetScope;
  agent_id?: string | null;
  agent_name?: string | null;
  api_key_id?: string | null;
  api_key_name?: string | null;
  provider?: string | null;
  period: BudgetPeriod;
  limit_nano: string;
  currency: string;
  created_at: Date | string;
  updated_at: Date | string;
}

export const COLUMNS = `b.id, b.period, b.limit_nano::text as limit_nano, b.currency, b.created_at,
  b.updated_at`;

export const storedOf = (row: DbBudget): StoredBudget => ({
  id: row.id,
  tenantId: row.tenant_id ?? null,
  scope: row.scope ?? 'platform',
  agentId: row.agent_id ?? null,
  apiKeyId: row.api_key_id ?? null,
  provider: row.provider ?? null,
  period: row.period,
  limitNano: BigInt(row.limit_nano),
  currency: row.currency,
  createdAt: new Date(row.created_at),
  updatedAt: new Date(row.updated_at),
});

export const notFound = (): DomainError =>
  new DomainError('not_found', 'There is nothing here under this id.');

/** Two budgets for the same thing in the same period would be one that nobody looks at. */
export function conflictOf(error: unknown): unknown {
  if ((error as { code?: string }).code !== '23505') return error;
  return new DomainError('conflict', 'There is such a budget already; change its limit.', {
    cause: error,
  });
}
