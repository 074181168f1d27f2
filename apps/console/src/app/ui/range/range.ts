import type { UsageBucket } from '@renum/contracts';
import { localDay } from '../../core/calendar';
import { addDays } from '../../core/time';

/** A time as a page's address holds it; somebody may have written it by hand. */
export interface RangeAsk {
  within?: string;
  /** Days, of the range `custom`. */
  from?: string;
  to?: string;
  step?: string;
}

export const RANGES = [
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: 'month', label: 'This month' },
  { value: 'last-month', label: 'Last month' },
  { value: 'custom', label: 'Other days' },
] as const;
export type RangeName = (typeof RANGES)[number]['value'];

export const STEPS: Record<UsageBucket, string> = {
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
};

const DAY = /^\d{4}-\d\d-\d\d$/;
const HOUR_MS = 3_600_000;
const MAX_HOURLY_DAYS = 31;

/** Days from the first to the last of a range, both included. */
export interface Days {
  from: string;
  to: string;
}

export function daysOf(ask: RangeAsk, now: Date): Days {
  const today = localDay(now);
  const first = `${today.slice(0, 7)}-01`;
  switch (rangeName(ask)) {
    case '7d':
      return { from: addDays(today, -6), to: today };
    case '90d':
      return { from: addDays(today, -89), to: today };
    case 'month':
      return { from: first, to: today };
    case 'last-month': {
      const last = addDays(first, -1);
      return { from: `${last.slice(0, 7)}-01`, to: last };
    }
    case 'custom':
      return { from: ask.from ?? today, to: ask.to ?? today };
    case '24h':
      return { from: addDays(today, -1), to: today };
    default:
      return { from: addDays(today, -29), to: today };
  }
}

export function rangeName({ within, from, to }: RangeAsk): RangeName {
  const custom = DAY.test(from ?? '') && DAY.test(to ?? '') && (from ?? '') <= (to ?? '');
  if (within === 'custom') return custom ? 'custom' : '30d';
  return RANGES.find(({ value }) => value === within)?.value ?? '30d';
}

const lengthOf = ({ from, to }: Days): number =>
  (Date.parse(to) - Date.parse(from)) / (24 * HOUR_MS) + 1;

/** Steps that make a chart one can read, the usual one first. */
export function stepsFor(ask: RangeAsk, now: Date): UsageBucket[] {
  if (rangeName(ask) === '24h') return ['hour'];
  const days = lengthOf(daysOf(ask, now));
  if (days <= 2) return ['hour', 'day'];
  if (days <= MAX_HOURLY_DAYS) return days <= 7 ? ['day', 'hour'] : ['day', 'hour', 'week'];
  return days <= 92 ? ['day', 'week', 'month'] : ['week', 'day', 'month'];
}

/** What the API takes: whole hours up to now, or days, both included. */
export const askedRange = (ask: RangeAsk, now: Date): { from: string; to?: string } =>
  rangeName(ask) === '24h'
    ? { from: new Date(Math.floor(now.getTime() / HOUR_MS - 23) * HOUR_MS).toISOString() }
    : daysOf(ask, now);
