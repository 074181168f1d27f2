import { daysOf, rangeName, stepsFor } from './range';

const NOW = new Date(2026, 10, 21, 10, 30);

describe('range', () => {
  it.each([
    ['7d', '2026-11-15', '2026-11-21'],
    ['30d', '2026-10-23', '2026-11-21'],
    ['month', '2026-11-01', '2026-11-21'],
    ['last-month', '2026-10-01', '2026-10-31'],
    ['ever', '2026-10-23', '2026-11-21'],
  ])('%s is from %s to %s', (within, from, to) => {
    expect(daysOf({ within }, NOW)).toEqual({ from, to });
  });

  it('takes days of one’s own, if they are days', () => {
    const custom = { within: 'custom', from: '2026-11-02', to: '2026-11-05' };
    expect(daysOf(custom, NOW)).toEqual({ from: '2026-11-02', to: '2026-11-05' });
    expect(rangeName({ ...custom, from: '2026-11-06' })).toBe('30d');
    expect(rangeName({ within: 'custom', from: 'x', to: 'y' })).toBe('30d');
  });

  it('offers steps that fit the range', () => {
    expect(stepsFor({ within: '30d' }, NOW)).toEqual(['day', 'hour', 'week']);
    expect(stepsFor({ within: '90d' }, NOW)).toEqual(['day', 'week', 'month']);
    const year = { within: 'custom', from: '2026-01-01', to: '2026-11-21' };
    expect(stepsFor(year, NOW)).toEqual(['week', 'day', 'month']);
  });
});
