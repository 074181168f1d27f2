import { Injectable } from '@nestjs/common';
import { CURRENCY, type BudgetFigures } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { counterOf, type BudgetRow } from '../budget/budget-book';
import type { Counter } from '../budget/counter';
import { RunBudget } from '../budget/run-budget';
import { LedgerSpent } from '../ledger-spent';

export interface StoredBudget extends BudgetRow {
  currency: string;
  updatedAt: Date;
}

interface AlertRow {
  budget_id: string;
  period_start: Date | string;
  threshold: 50 | 80 | 100;
  limit_nano: string;
  at: Date | string;
}

type AlertTable = 'budget_alerts' | 'platform_budget_alerts';

/** How far budgets are used up: as Redis has it, or from the ledger where it knows nothing. */
@Injectable()
export class BudgetFiguresReader {
  constructor(
    private readonly budget: RunBudget,
    private readonly ledger: LedgerSpent,
  ) {}

  /** In the order of `rows`. Alerts are read in the caller's transaction, of `table`. */
  async of(
    em: EntityManager,
    table: AlertTable,
    rows: readonly StoredBudget[],
    now = new Date(),
  ): Promise<BudgetFigures[]> {
    if (rows.length === 0) return [];
    const counters = rows.map((row) => counterOf(row, now));
    const alerts = await this.alertsOf(em, table, rows);
    const known = await this.budget.figures(counters).catch(() => []);
    const figures = counters.map(
      async (counter, index) => known[index] ?? (await this.fromLedger(counter)),
    );
    return (await Promise.all(figures)).map(({ spentNano, reservedNano }, index) =>
      figuresOf(rows[index]!, counters[index]!, spentNano, reservedNano, alerts),
    );
  }

  private async fromLedger({ of, span }: Counter) {
    const { costNano } = await this.ledger.sum(of, span);
    return { spentNano: costNano, reservedNano: 0n };
  }

  private alertsOf(
    em: EntityManager,
    table: AlertTable,
    rows: readonly StoredBudget[],
  ): Promise<AlertRow[]> {
    return em.execute<AlertRow[]>(
      `select budget_id, period_start, threshold, limit_nano::text as limit_nano, at from ${table}
       where budget_id in (select jsonb_array_elements_text(cast(? as jsonb))::uuid)
       order by threshold`,
      [JSON.stringify(rows.map(({ id }) => id))],
    );
  }
}

function figuresOf(
  row: StoredBudget,
  { span }: Counter,
  spentNano: bigint,
  reservedNano: bigint,
  alerts: readonly AlertRow[],
): BudgetFigures {
  const money = (nano: bigint) => ({ nano: String(nano), currency: row.currency || CURRENCY });
  const start = (span.from ?? new Date(0)).getTime();
  const own = alerts.filter(
    (alert) =>
      alert.budget_id === row.id &&
      new Date(alert.period_start).getTime() === start &&
      alert.limit_nano === String(row.limitNano),
  );
  return {
    period: row.period,
    limit: money(row.limitNano),
    spent: money(spentNano),
    reserved: money(reservedNano),
    periodStart: span.from?.toISOString(),
    periodEnd: span.to?.toISOString(),
    alerts: own.map(({ threshold, at }) => ({ threshold, at: new Date(at).toISOString() })),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
