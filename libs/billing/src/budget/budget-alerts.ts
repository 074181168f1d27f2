import { AsyncLocalStorage } from 'node:async_hooks';
import { BUDGET_THRESHOLDS, type BudgetThreshold } from '@renum/contracts';
import type { Counter, Counters } from './counter';
import type { RunBudget } from './run-budget';

/** A threshold that a budget has passed in one of its periods. */
export interface PassedThreshold {
  budgetId: string;
  /** Absent for a budget of the platform. */
  tenantId?: string;
  periodStart: Date;
  threshold: BudgetThreshold;
  limitNano: bigint;
  spentNano: bigint;
}

export interface AlertSink {
  /** Once for each budget, period, threshold and limit, whoever tells it how often. */
  add(passed: readonly PassedThreshold[]): Promise<void>;
}

const SWEEP_MS = 1_000;

interface Noticed {
  counter: Counter;
  refused: boolean;
}

/** Notices when budgets pass 50, 80 and 100 % and puts it on record; behind the callers' backs. */
export class BudgetAlerts {
  private noticed = new Map<string, Noticed>();
  /** What is on record already, as far as this process knows. */
  private readonly told = new Map<string, BudgetThreshold>();
  private timer: NodeJS.Timeout | undefined;
  private readonly detached = AsyncLocalStorage.snapshot();

  constructor(
    private readonly budget: Pick<RunBudget, 'figures'>,
    private readonly sink: AlertSink,
    private readonly log: { warn(details: object, message: string): void },
  ) {}

  /** Something was spent from these. */
  spent({ list }: Counters): void {
    for (const counter of list) if (counter.budgetId) this.notice(counter, false);
  }

  /** It did not cover a call: for whoever is stopped by it, that is 100 %. */
  refused(counter: Counter): void {
    if (counter.budgetId) this.notice(counter, true);
  }

  /** Puts on record what was noticed. What fails is tried again with the next sweep. */
  async sweep(): Promise<void> {
    const batch = this.noticed;
    this.noticed = new Map();
    try {
      const entries = [...batch.values()];
      const figures = await this.budget.figures(entries.map(({ counter }) => counter));
      const passed = entries.flatMap(({ counter, refused }, index) =>
        this.passedBy(counter, refused, figures[index]?.spentNano ?? 0n),
      );
      if (passed.length > 0) await this.sink.add(passed);
      if (this.told.size > 50_000) this.told.clear();
      for (const { counter } of entries) {
        const last = passed.findLast(({ budgetId }) => budgetId === counter.budgetId);
        if (last) this.told.set(markOf(counter), last.threshold);
      }
    } catch (error) {
      this.log.warn({ err: error }, 'budget alerts could not be recorded yet');
      for (const { counter, refused } of batch.values()) this.notice(counter, refused);
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    if (this.noticed.size > 0) await this.sweep();
    clearTimeout(this.timer);
  }

  private notice(counter: Counter, refused: boolean): void {
    if (this.told.get(markOf(counter)) === 100) return;
    const known = this.noticed.get(counter.key);
    if (!known) this.noticed.set(counter.key, { counter, refused });
    else known.refused ||= refused;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.detached(() => this.sweep());
    }, SWEEP_MS).unref();
  }

  private passedBy(counter: Counter, refused: boolean, spentNano: bigint): PassedThreshold[] {
    const { of, budgetId, limitNano, span } = counter;
    if (!budgetId) return [];
    const told = this.told.get(markOf(counter)) ?? 0;
    return BUDGET_THRESHOLDS.filter(
      (threshold) =>
        threshold > told && (refused || spentNano * 100n >= limitNano * BigInt(threshold)),
    ).map((threshold) => ({
      budgetId,
      ...(of.scope !== 'platform' && { tenantId: of.tenantId }),
      periodStart: span.from ?? new Date(0),
      threshold,
      limitNano,
      spentNano,
    }));
  }
}

const markOf = ({ key, limitNano }: Counter): string => `${key} ${limitNano}`;
