import { DomainError } from '@renum/platform';
import type { BudgetAlerts } from './budget-alerts';
import type { ActScope, BudgetBook } from './budget-book';
import { beside, nameOf, NO_COUNTERS, type Counters } from './counter';
import { holderOf, NO_RUN_LIMIT } from './holder';
import type { Held, LeasedBudget } from './leased-budget';
import type { LeaseId, Shortfall } from './run-budget';

/** An act that is about to be performed, and the most that it is expected to cost. */
export interface Spending extends ActScope {
  /** The usage event's id. */
  id: string;
  /** The run's whole budget; an app's acts have none of the kind. */
  maxCostNano?: bigint;
  estimateNano: bigint;
}

/** Money that is set aside for an act. */
export interface Hold {
  spending: Spending;
  /** When the act began: its usage event must say the same, for it decides the period. */
  at: Date;
  counters: Counters;
  /** Whose hash in Redis has it. */
  holder: string;
  /** The lease that holds it, if it is not held by itself. */
  lease?: LeaseId;
}

/** Every budget that an act is in, as one: platform, tenant, agent or app, provider, run, grant (E2). */
export class ActBudget {
  constructor(
    private readonly book: Pick<BudgetBook, 'enforced' | 'counted'>,
    private readonly leased: Pick<LeasedBudget, 'reserve' | 'settle' | 'add'>,
    private readonly alerts: Pick<BudgetAlerts, 'spent' | 'refused'>,
  ) {}

  /**
   * Sets the money aside, in all budgets or in none. Answers at once where it is at hand.
   * @throws DomainError `limit_exceeded` with `{scope, limitNano, spentNano}`; `overloaded` when the
   *   budgets cannot be checked
   */
  hold(spending: Spending): Hold | Promise<Hold> {
    const at = new Date();
    // What has no price spends nothing, so there is nothing to keep it from.
    const holder = holderOf(spending, at);
    if (spending.estimateNano === 0n) return { spending, at, counters: NO_COUNTERS, holder };
    const counters = this.book.enforced(spending, at);
    const { tenantId, id: reservationId, maxCostNano = NO_RUN_LIMIT, estimateNano } = spending;
    const held = this.leased.reserve({
      tenantId,
      runId: holder,
      reservationId,
      maxCostNano,
      estimateNano,
      counters,
    });
    const made = (answer: Held): Hold => {
      if (typeof answer === 'object') throw this.refusal(spending, answer);
      return { spending, at, counters, holder, ...(answer !== 'ok' && { lease: answer }) };
    };
    return held instanceof Promise ? held.then(made) : made(held);
  }

  /** Replaces what is held by what the act cost; 0 gives it back. May be repeated. */
  settle({ spending, at, counters, holder }: Hold, actualNano: bigint): void | Promise<void> {
    if (spending.estimateNano === 0n && actualNano === 0n) return;
    const now = this.book.counted(spending, at);
    const settlement = { runId: holder, reservationId: spending.id, actualNano };
    const settled = this.leased.settle({ ...settlement, counters });
    if (actualNano === 0n) return settled;
    this.alerts.spent(now);
    const more = beside(counters, now);
    if (more === NO_COUNTERS) return settled;
    const added = this.leased.add({ ...settlement, counters: more });
    return Promise.all([settled, added]).then(() => undefined);
  }

  private refusal({ estimateNano }: Spending, short: Shortfall): DomainError {
    const { counter, limitNano, spentNano, reservedNano } = short;
    if (counter) this.alerts.refused(counter);
    const name = counter ? nameOf(counter) : "the run's budget";
    const under = reservedNano > 0n ? `, ${units(reservedNano)} set aside for calls under way` : '';
    return new DomainError(
      'limit_exceeded',
      `${name.replace('the', 'The')} does not cover this call: ${units(spentNano)} of ` +
        `${units(limitNano)} USD spent${under}; the call may cost ${units(estimateNano)}.`,
      {
        details: {
          scope: counter?.of.scope ?? 'run',
          ...(counter && { period: counter.period }),
          limitNano: String(limitNano),
          spentNano: String(spentNano),
        },
      },
    );
  }
}

/** Nano-units as people read them, cut to six places. */
function units(nano: bigint): string {
  const micro = String(nano / 1000n).padStart(7, '0');
  const decimals = micro.slice(-6).replace(/0{1,4}$/, '');
  return `${micro.slice(0, -6)}.${decimals}`;
}
