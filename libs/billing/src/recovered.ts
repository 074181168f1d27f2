import { grantCounter, type BudgetBook } from './budget/budget-book';
import type { BudgetAlerts } from './budget/budget-alerts';
import { countersOf } from './budget/counter';
import type { RunBudget } from './budget/run-budget';
import type { RecoveredAct, UsageRow } from './usage-record';

export interface RecoveryParts {
  budget: Pick<RunBudget, 'settle' | 'forget'>;
  book: Pick<BudgetBook, 'counted'>;
  alerts: Pick<BudgetAlerts, 'spent'>;
}

/** Settles the budgets of what a dead process did: each act by its id, and its leases end. */
export async function settleRecovered(
  { budget, book, alerts }: RecoveryParts,
  acts: readonly RecoveredAct[],
): Promise<void> {
  const leases = new Map(acts.map(({ row, lease }) => [lease, row.run_id]));
  for (const { row } of acts) {
    const counters = book.counted(scopeOf(row), new Date(row.occurred_at));
    const actualNano = BigInt(row.cost_nano);
    await budget.settle({
      runId: row.run_id,
      reservationId: row.id,
      actualNano,
      // Whether its grant has a limit is not on record; counting for it does no harm.
      counters: countersOf([...counters.list, grantOf(row)]),
    });
    alerts.spent(counters);
  }
  for (const [lease, runId] of leases) if (lease) await budget.forget(runId, lease);
}

const scopeOf = (row: UsageRow) => ({
  tenantId: row.tenant_id,
  agentId: row.agent_id,
  runId: row.run_id,
  provider: row.provider,
});

const grantOf = (row: UsageRow) =>
  grantCounter(scopeOf(row), {
    key: row.connection_id ? `connection/${row.connection_id}` : `provider/${row.provider}`,
    maxCostNano: 0n,
  });
