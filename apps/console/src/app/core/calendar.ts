import type { UsageBucket } from '@renum/contracts';

/** The browser's time zone as the API takes it. */
export function viewerTimeZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(timeZone) ? timeZone : 'UTC';
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-21`, the day that the browser's calendar shows. */
export const localDay = (date: Date): string =>
  `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;

const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat('en', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/** A step's name as the API gives it, to read: an hour in the zone, a day of it, a week, a month. */
export function stepLabel(bucket: string, step: UsageBucket, timeZone: string): string {
  if (step === 'hour')
    return new Intl.DateTimeFormat('en', {
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone,
    }).format(new Date(bucket));
  const date = new Date(`${bucket}T00:00:00Z`);
  return (step === 'month' ? month : day).format(date);
}
