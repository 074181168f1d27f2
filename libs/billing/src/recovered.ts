import type { RunBudget } from './budget/run-budget';
import type { RecoveredAct } from './usage-record';

/** Settles the budget of what a dead process did: each act by its id, and its leases end. */
export async function settleRecovered(
  budget: Pick<RunBudget, 'settle' | 'forget'>,
  acts: readonly RecoveredAct[],
): Promise<void> {
  const leases = new Map(acts.map(({ row, lease }) => [lease, row.run_id]));
  for (const { row } of acts) {
    const actualNano = BigInt(row.cost_nano);
    await budget.settle({ runId: row.run_id, reservationId: row.id, actualNano });
  }
  for (const [lease, runId] of leases) if (lease) await budget.forget(runId, lease);
}
