import { calendarDay, calendarSpans, isTimeZone, startOfDay } from './calendar';

describe('calendar', () => {
  it.each([
    ['2026-11-21', 'UTC', '2026-11-21T00:00:00.000Z'],
    ['2026-11-21', 'Europe/Berlin', '2026-11-20T23:00:00.000Z'],
    ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    // The days of the change are 23 and 25 hours long.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['2026-11-21', 'America/Los_Angeles', '2026-11-21T08:00:00.000Z'],
    ['2026-11-21', 'Asia/Kolkata', '2026-11-20T18:30:00.000Z'],
    ['2026-11-21', 'Pacific/Kiritimati', '2026-11-20T10:00:00.000Z'],
    // Clocks went from 23:59:59 to 01:00:00: the midnight does not exist.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    // And here from 23:59:59 back to 23:00:00.
    ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'],
    // A midnight that comes twice: one o'clock was put back to midnight.
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
  ])('%s in %s begins at %s', (day, zone, moment) => {
    expect(startOfDay(day, zone).toISOString()).toBe(moment);
    expect(calendarDay(new Date(moment), zone)).toBe(day);
    expect(calendarDay(new Date(Date.parse(moment) - 1), zone) < day).toBe(true);
  });

  const names = (from: string, to: string, step: 'hour' | 'day' | 'week' | 'month', zone: string) =>
    calendarSpans({ from: new Date(from), to: new Date(to) }, step, zone).map(({ name }) => name);

  it('has every step of a range, from the one that it begins in', () => {
    expect(names('2026-10-24T22:00Z', '2026-10-26T23:00Z', 'day', 'Europe/Berlin')).toEqual([
      '2026-10-25',
      '2026-10-26',
    ]);
    expect(names('2026-11-04T00:00Z', '2026-11-16T00:00:00.001Z', 'week', 'UTC')).toEqual([
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
    ]);
    expect(names('2026-01-31T00:00Z', '2026-04-01T00:00Z', 'month', 'UTC')).toEqual([
      '2026-01-01',
      '2026-02-01',
      '2026-03-01',
    ]);
    // An hour that comes twice is two.
    expect(names('2026-10-25T00:30Z', '2026-10-25T02:00Z', 'hour', 'Europe/Berlin')).toEqual([
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T01:00:00.000Z',
    ]);
  });

  it.each([
    ['Europe/Berlin', true],
    ['UTC', true],
    ['America/Argentina/Buenos_Aires', true],
    ['Etc/GMT+5', true],
    ['+02:00', false],
    ['Europe/Atlantis', false],
    ["UTC'; drop", false],
    ['', false],
  ])('%j is a time zone: %s', (name, is) => {
    expect(isTimeZone(name)).toBe(is);
  });
});
