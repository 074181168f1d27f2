import { MAX_ATTEMPTS, pauseAfter } from './retries';

describe('the pauses between attempts', () => {
  const pauses = (random: number): number[] =>
    Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => pauseAfter(index + 1, random) ?? -1);

  it('grow from seconds to hours and end after about a day', () => {
    expect(pauses(0.5).map((ms) => ms / 1000)).toEqual([
      5, 20, 80, 320, 1280, 5120, 20_480, 28_800, 28_800,
    ]);
    const hours = pauses(0.5).reduce((sum, ms) => sum + ms, 0) / 3_600_000;
    expect(hours).toBeGreaterThan(23);
    expect(hours).toBeLessThan(25);
    expect(pauseAfter(MAX_ATTEMPTS)).toBeUndefined();
  });

  it('are spread by a fifth, so that what failed together does not come back together', () => {
    expect([pauses(0)[0], pauses(0.999999)[0]]).toEqual([4_000, 6_000]);
    expect(new Set(Array.from({ length: 20 }, () => pauseAfter(7))).size).toBeGreaterThan(1);
  });
});
