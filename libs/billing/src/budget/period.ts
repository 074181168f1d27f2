import type { BudgetPeriod } from '@renum/contracts';

/** From then (included) to then (excluded), in UTC; a budget without a period has neither. */
export interface Span {
  from?: Date;
  to?: Date;
}

/** The period that a moment is in. */
export function spanOf(period: BudgetPeriod, at: Date): Span {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  switch (period) {
    case 'day':
      return span([year, month, day], [year, month, day + 1]);
    case 'week': {
      // Weeks begin on Monday.
      const monday = day - ((at.getUTCDay() + 6) % 7);
      return span([year, month, monday], [year, month, monday + 7]);
    }
    case 'month':
      return span([year, month, 1], [year, month + 1, 1]);
    case 'total':
      return {};
    default: {
      const never: never = period;
      throw new Error(String(never));
    }
  }
}

type Day = [year: number, month: number, day: number];

const span = (from: Day, to: Day): Span => ({
  from: new Date(Date.UTC(...from)),
  to: new Date(Date.UTC(...to)),
});
