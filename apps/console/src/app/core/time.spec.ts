import { addDays, daysBetween, formatAgo, formatDuration } from './time';

describe('time', () => {
  it('walks over the end of a month', () => {
    expect(daysBetween('2026-02-27', '2026-03-01')).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
    ]);
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });

  it.each([
    [340, '340 ms'],
    [4210, '4.2 s'],
    [192_000, '3 min 12 s'],
    [7_500_000, '2 h 5 min'],
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it.each([
    ['2026-11-21T11:59:30Z', 'just now'],
    ['2026-11-21T11:57:00Z', '3 minutes ago'],
    ['2026-11-20T11:00:00Z', 'yesterday'],
    ['2026-10-01T11:00:00Z', 'Oct 1, 2026'],
  ])('says when %s was', (iso, text) => {
    expect(formatAgo(iso, Date.parse('2026-11-21T12:00:00Z'))).toBe(text);
  });
});
