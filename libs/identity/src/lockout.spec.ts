import { LOCKOUT, pauseAfter } from './lockout';

describe('pauseAfter', () => {
  it('costs nothing for the first few typing errors', () => {
    expect([1, 2, 3, 4].map((n) => pauseAfter(n))).toEqual([0, 0, 0, 0]);
  });

  it('doubles from then on', () => {
    expect([5, 6, 7, 8].map((n) => pauseAfter(n))).toEqual([15_000, 30_000, 60_000, 120_000]);
  });

  it('never passes its bound, however many failures there were', () => {
    expect(pauseAfter(40)).toBe(LOCKOUT.longestPauseMs);
    expect(pauseAfter(2_000_000_000)).toBe(LOCKOUT.longestPauseMs);
  });
});
