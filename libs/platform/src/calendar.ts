const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export type CalendarStep = 'hour' | 'day' | 'week' | 'month';

export interface CalendarSpan {
  /** The day that the step begins with, `2026-11-21`; of an hour, its moment in UTC. */
  name: string;
  start: Date;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Whether it names a time zone by its place, `Europe/Berlin`, or is `UTC`. */
export function isTimeZone(name: string): boolean {
  // Offsets are left out: whether `+02` is east or west depends on whom one asks.
  if (!/^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What the clocks of a zone show at a moment, as if they were in UTC; whole seconds. */
function wallClock(moment: number, timeZone: string): number {
  return Date.parse(`${formatOf(timeZone).format(moment).replace(', ', 'T')}Z`);
}

const offsetAt = (moment: number, timeZone: string): number => {
  const whole = Math.floor(moment / 1000) * 1000;
  return wallClock(whole, timeZone) - whole;
};

/** `2026-11-21`: the day that a zone's calendars show at a moment. */
export const calendarDay = (moment: Date, timeZone: string): string =>
  new Date(moment.getTime() + offsetAt(moment.getTime(), timeZone)).toISOString().slice(0, 10);

/** When a day of a zone begins: its midnight, or the first moment after one that is skipped. */
export function startOfDay(day: string, timeZone: string): Date {
  const wall = Date.parse(`${day}T00:00:00Z`);
  const before = offsetAt(wall - DAY_MS, timeZone);
  const after = offsetAt(wall + DAY_MS, timeZone);
  // A midnight that comes twice is meant as its first.
  const found = [wall - Math.max(before, after), wall - Math.min(before, after)].find(
    (moment) => moment + offsetAt(moment, timeZone) === wall,
  );
  return new Date(found ?? wall - before);
}

/** The day `count` days later in the calendar. */
export const addCalendarDays = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);

/** Every step that has a part in [from, to), the first one whole; in order. */
export function calendarSpans(
  range: { from: Date; to: Date },
  step: CalendarStep,
  timeZone: string,
): CalendarSpan[] {
  const spans: CalendarSpan[] = [];
  if (step === 'hour') {
    const first = Math.floor(range.from.getTime() / HOUR_MS) * HOUR_MS;
    for (let hour = first; hour < range.to.getTime(); hour += HOUR_MS) {
      const start = new Date(hour);
      spans.push({ name: start.toISOString(), start });
    }
    return spans;
  }
  let day = firstDay(calendarDay(range.from, timeZone), step);
  for (;;) {
    const start = startOfDay(day, timeZone);
    if (start >= range.to) return spans;
    spans.push({ name: day, start });
    day = nextFirstDay(day, step);
  }
}

function firstDay(day: string, step: CalendarStep): string {
  if (step === 'month') return `${day.slice(0, 7)}-01`;
  if (step !== 'week') return day;
  const sinceMonday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addCalendarDays(day, -sinceMonday);
}

function nextFirstDay(day: string, step: CalendarStep): string {
  if (step === 'week') return addCalendarDays(day, 7);
  if (step === 'month') return firstDay(addCalendarDays(day, 31), 'month');
  return addCalendarDays(day, 1);
}
