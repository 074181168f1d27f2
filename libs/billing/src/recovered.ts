import { grantCounter, type BudgetBook } from './budget/budget-book';
import type { BudgetAlerts } from './budget/budget-alerts';
import { countersOf } from './budget/counter';
import { holderOf } from './budget/holder';
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
  const leases = new Map(acts.map(({ row, lease }) => [lease, holderOfRow(row)]));
  for (const { row } of acts) {
    const runId = holderOfRow(row);
    // What an instance uses by itself costs nobody anything: no budget holds it.
    if (runId === undefined) continue;
    const counters = book.counted(scopeOf(row), new Date(row.occurred_at));
    const actualNano = BigInt(row.cost_nano);
    await budget.settle({
      runId,
      reservationId: row.id,
      actualNano,
      // Whether its grant has a limit is not on record; counting for it does no harm.
      counters: countersOf([...counters.list, ...grantOf(row)]),
    });
    alerts.spent(counters);
  }
  for (const [lease, runId] of leases) if (lease && runId) await budget.forget(runId, lease);
}

const scopeOf = (row: UsageRow) => ({
  tenantId: row.tenant_id,
  agentId: row.agent_id ?? undefined,
  runId: row.run_id ?? undefined,
  apiKeyId: row.api_key_id ?? undefined,
  provider: row.provider,
});

const holderOfRow = (row: UsageRow): string | undefined => {
  const scope = scopeOf(row);
  if (!scope.runId && !scope.apiKeyId) return undefined;
  return holderOf(scope, new Date(row.occurred_at));
};

/** Only agents have grants. */
const grantOf = (row: UsageRow) => {
  if (row.run_id === null) return [];
  const key = row.connection_id ? `connection/${row.connection_id}` : `provider/${row.provider}`;
  return [grantCounter({ tenantId: row.tenant_id, runId: row.run_id }, { key, maxCostNano: 0n })];
};
