import { endedMonths } from './ended-months';

const NOW = new Date('2026-02-01T00:00:00Z');

describe('the months that have ended', () => {
  it('are a year’s at most, over its turn', () => {
    const months = endedMonths(NOW, '2020-05-05T00:00:00Z');
    expect(months.slice(0, 3)).toEqual(['2026-01', '2025-12', '2025-11']);
    expect([months.length, months.at(-1)]).toEqual([12, '2025-02']);
  });

  it.each([
    ['2025-12-31T23:59:59.999Z', ['2026-01', '2025-12']],
    ['2026-01-01T00:00:00.000Z', ['2026-01']],
    ['2026-02-01T00:00:00.000Z', []],
  ])('begin with that in which there came to be the tenant, at %s', (since, months) => {
    expect(endedMonths(NOW, since)).toEqual(months);
  });
});
