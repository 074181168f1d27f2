import type { BudgetBurnDownView, BudgetPeriod, MoneyView } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { counterOf } from '../budget/budget-book';
import { conditionOf } from '../ledger-spent';
import type { StoredBudget } from './budget-figures';
import { forecastOf } from './forecast';

const DAY_MS = 86_400_000;
/** As far as is shown of a budget that never begins anew, and as far back as its pace is taken. */
const TOTAL_DAYS = 90;
const PACE_DAYS = 30;

interface Step {
  at: Date;
  spentNano: bigint;
}

/** How a budget is used up in its current period, from the sums by hour. In the caller's transaction. */
export async function burnDownOf(
  em: EntityManager,
  budget: StoredBudget,
  now = new Date(),
): Promise<BudgetBurnDownView> {
  const { of, span } = counterOf(budget, now);
  const [condition, ...whose] = conditionOf(of);
  const step = stepOf(budget.period);
  const since = span.from ?? new Date(dayOf(now) - (TOTAL_DAYS - 1) * DAY_MS);
  const rows = await em.execute<{ at: string | null; cost: string }[]>(
    `select case when u.hour >= ?::timestamptz then date_trunc('${step}', u.hour, 'UTC') end as at,
       sum(u.cost_nano)::text as cost
     from usage_hourly u where ${condition} and u.hour >= ?::timestamptz and u.hour < ?::timestamptz
     group by 1 having sum(u.cost_nano) <> 0 order by 1 nulls first`,
    [
      since.toISOString(),
      ...whose,
      span.from?.toISOString() ?? '-infinity',
      span.to?.toISOString() ?? 'infinity',
    ],
  );
  const before = rows
    .filter(({ at }) => at === null)
    .reduce((sum, row) => sum + BigInt(row.cost), 0n);
  const steps = rows.flatMap(({ at, cost }) =>
    at === null ? [] : [{ at: new Date(at), spentNano: BigInt(cost) }],
  );
  const from = span.from ?? (before > 0n ? since : beginOf(budget, steps, since));
  const spentNano = before + sumOf(steps);
  const pace = span.from
    ? { spentNano, milliseconds: now.getTime() - span.from.getTime() }
    : paceOfLate(steps, from, now);
  const { projectedNano, runsOutAt } = forecastOf({
    ...{ spentNano, limitNano: budget.limitNano, pace, now },
    until: span.to,
  });
  const money = (nano: bigint): MoneyView => ({ nano: String(nano), currency: budget.currency });
  return {
    step,
    from: from.toISOString(),
    to: span.to?.toISOString(),
    before: money(before),
    steps: steps.map(({ at, spentNano: nano }) => ({ at: at.toISOString(), spent: money(nano) })),
    projected: projectedNano === undefined ? undefined : money(projectedNano),
    runsOutAt: runsOutAt?.toISOString(),
  };
}

const stepOf = (period: BudgetPeriod): 'hour' | 'day' => (period === 'day' ? 'hour' : 'day');

const dayOf = (at: Date): number => Math.floor(at.getTime() / DAY_MS) * DAY_MS;

const sumOf = (steps: readonly Step[]): bigint =>
  steps.reduce((sum, { spentNano }) => sum + spentNano, 0n);

/** A budget without a period begins to count with what was spent first, or when it was made. */
function beginOf({ createdAt }: StoredBudget, steps: readonly Step[], since: Date): Date {
  const first = Math.min(dayOf(createdAt), steps[0]?.at.getTime() ?? Infinity);
  return new Date(Math.max(first, since.getTime()));
}

function paceOfLate(steps: readonly Step[], from: Date, now: Date) {
  const since = Math.max(from.getTime(), dayOf(now) - (PACE_DAYS - 1) * DAY_MS);
  const lately = steps.filter(({ at }) => at.getTime() >= since);
  return { spentNano: sumOf(lately), milliseconds: now.getTime() - since };
}
