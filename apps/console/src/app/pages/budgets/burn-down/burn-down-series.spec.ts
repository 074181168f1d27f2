import { burnDownView, usd } from '../../../../testing/money-views';
import { linesOf } from './burn-down-series';

const at = (day: string) => Date.parse(`2026-11-${day}T00:00:00Z`);
const LIMIT = '50000000000';

describe('the lines of a burn-down', () => {
  it('add up day by day, level where nothing was spent, and end now', () => {
    const now = at('06') + 3_600_000;
    expect(linesOf(burnDownView(), LIMIT, now).spent).toEqual([
      [at('01'), 0],
      [at('02'), 0],
      [at('03'), 12.5],
      [at('04'), 12.5],
      [at('05'), 12.5],
      [at('06'), 41.25],
      [now, 41.25],
    ]);
  });

  it('begin with what was spent before', () => {
    const view = burnDownView({ before: usd('2000000000'), to: undefined });
    expect(linesOf(view, LIMIT, at('02')).spent).toEqual([
      [at('01'), 2],
      [at('02'), 2],
    ]);
  });

  it('have an even pace up to the limit at the end of the period', () => {
    const { pace, from, to, limit } = linesOf(burnDownView(), LIMIT, at('06'));
    expect(pace).toEqual([
      [from, 0],
      [to, limit],
    ]);
    expect(linesOf(burnDownView({ to: undefined }), LIMIT, at('06')).pace).toEqual([]);
  });

  it('lead on to what the API foresees', () => {
    const { forecast, to } = linesOf(burnDownView(), LIMIT, at('06'));
    expect(forecast).toEqual([
      [at('06'), 41.25],
      [to, 61.875],
    ]);
    const total = burnDownView({ to: undefined, projected: undefined });
    const { forecast: toLimit, to: end } = linesOf(total, LIMIT, at('06'));
    expect(toLimit.at(-1)).toEqual([Date.parse(total.runsOutAt ?? ''), 50]);
    expect(end).toBe(Date.parse(total.runsOutAt ?? ''));
    const calm = burnDownView({ to: undefined, projected: undefined, runsOutAt: undefined });
    expect(linesOf(calm, LIMIT, at('06'))).toMatchObject({ forecast: [], to: at('06') });
  });
});
