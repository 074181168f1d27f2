import { quantile } from './latency';

const placeOf = (ms: number): number =>
  Math.min(Math.max(Math.floor((4 * Math.log(Math.max(ms, 1) / 100)) / Math.log(2)) + 2, 1), 80);

function countsOf(all: readonly number[]): number[] {
  const counts = new Array<number>(80).fill(0);
  for (const ms of all) counts[placeOf(ms) - 1] = (counts[placeOf(ms) - 1] ?? 0) + 1;
  return counts;
}

describe('quantile', () => {
  it('is nothing of nothing', () => {
    expect(quantile([], 0.5)).toBeUndefined();
    expect(quantile(new Array<number>(80).fill(0), 0.95)).toBeUndefined();
  });

  it.each([120, 3_333, 60_000, 3_600_000])('is within 9 %% of all runs of %d ms', (ms) => {
    const counts = countsOf(new Array<number>(50).fill(ms));
    expect(Math.abs((quantile(counts, 0.5) ?? 0) / ms - 1)).toBeLessThan(0.09);
  });

  it('finds the middle and the slow end of many', () => {
    // Evenly from 1 to 100 seconds.
    const counts = countsOf(Array.from({ length: 1_000 }, (_, index) => 1_000 + index * 99));
    expect((quantile(counts, 0.5) ?? 0) / 50_500).toBeCloseTo(1, 1);
    expect((quantile(counts, 0.95) ?? 0) / 95_050).toBeCloseTo(1, 1);
  });

  it('has a first and a last place', () => {
    expect(quantile(countsOf([0]), 0.95)).toBeLessThanOrEqual(100);
    expect(quantile(countsOf([1e12]), 0.5)).toBeGreaterThan(20 * 3_600_000);
  });
});
