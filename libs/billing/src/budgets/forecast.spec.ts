import { forecastOf, type Spent } from './forecast';

const at = (text: string) => new Date(`2026-11-${text}T00:00:00.000Z`);
const DAY_MS = 86_400_000;

/** Ten days into November. */
const spent = (overrides: Partial<Spent> = {}): Spent => ({
  spentNano: 100n,
  limitNano: 150n,
  pace: { spentNano: 100n, milliseconds: 10 * DAY_MS },
  now: at('11'),
  until: new Date('2026-12-01T00:00:00.000Z'),
  ...overrides,
});

describe('the forecast of a budget', () => {
  it('goes on as it did', () => {
    expect(forecastOf(spent())).toEqual({ projectedNano: 300n, runsOutAt: at('16') });
  });

  it('names no day when the limit lasts for the period', () => {
    expect(forecastOf(spent({ limitNano: 300n }))).toEqual({ projectedNano: 300n });
    expect(forecastOf(spent({ limitNano: 299n })).runsOutAt?.getUTCDate()).toBe(30);
  });

  it('names no day for a limit that is reached', () => {
    expect(forecastOf(spent({ limitNano: 100n }))).toEqual({ projectedNano: 300n });
  });

  it('has no end to project to without a period, and looks some years ahead', () => {
    expect(forecastOf(spent({ until: undefined }))).toEqual({ runsOutAt: at('16') });
    const far = forecastOf(spent({ until: undefined, limitNano: 10n ** 9n }));
    expect(far).toEqual({});
  });

  it('says nothing of a period that has only begun, and of one in which nothing was spent', () => {
    expect(forecastOf(spent({ pace: { spentNano: 100n, milliseconds: 60_000 } }))).toEqual({});
    const idle = spent({ spentNano: 0n, pace: { spentNano: 0n, milliseconds: DAY_MS } });
    expect(forecastOf(idle)).toEqual({ projectedNano: 0n });
  });

  it('is exact beyond what a double holds', () => {
    const nano = 10n ** 18n + 1n;
    const doubled = spent({
      ...{ spentNano: nano, limitNano: nano, pace: { spentNano: nano, milliseconds: 15 * DAY_MS } },
      now: at('16'),
    });
    expect(forecastOf(doubled).projectedNano).toBe(2n * nano);
  });
});
