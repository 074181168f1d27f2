import type { BudgetAlertView, BudgetThreshold, Page } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { money } from '../ledger/money';

interface DbAlert {
  id: string;
  budget_id: string;
  period_start: Date | string;
  threshold: BudgetThreshold;
  limit_nano: string;
  currency: string;
  at: Date | string;
}

/** Alerts of the tenant's budgets, of past periods and limits too, newest first. */
export async function listAlerts(
  em: EntityManager,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<BudgetAlertView>> {
  const rows = await em.execute<DbAlert[]>(
    `select a.id, a.budget_id, a.period_start, a.threshold, a.limit_nano::text as limit_nano,
       b.currency, a.at
     from budget_alerts a join budgets b on b.tenant_id = a.tenant_id and b.id = a.budget_id
     where ${cursor ? 'a.id < ?' : 'true'} order by a.id desc limit ?`,
    [...(cursor ? [cursor] : []), limit + 1],
  );
  const items = rows.slice(0, limit).map(viewOf);
  const last = items.at(-1);
  return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
}

function viewOf(row: DbAlert): BudgetAlertView {
  const start = new Date(row.period_start);
  return {
    id: row.id,
    budgetId: row.budget_id,
    threshold: row.threshold,
    limit: money(row.limit_nano, row.currency),
    // A budget without a period is on record under the beginning of time.
    periodStart: start.getTime() === 0 ? undefined : start.toISOString(),
    at: new Date(row.at).toISOString(),
  };
}
