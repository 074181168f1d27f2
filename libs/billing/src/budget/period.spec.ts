import { spanOf } from './period';

describe('the period of a budget', () => {
  it.each([
    ['day', '2026-11-21T23:59:59.999Z', '2026-11-21', '2026-11-22'],
    ['day', '2026-12-31T12:00:00Z', '2026-12-31', '2027-01-01'],
    ['week', '2026-11-21T12:00:00Z', '2026-11-16', '2026-11-23'],
    ['week', '2026-11-22T23:59:59Z', '2026-11-16', '2026-11-23'],
    ['week', '2026-11-23T00:00:00Z', '2026-11-23', '2026-11-30'],
    ['week', '2027-01-01T00:00:00Z', '2026-12-28', '2027-01-04'],
    ['month', '2028-02-29T00:00:00Z', '2028-02-01', '2028-03-01'],
    ['month', '2026-12-31T23:59:59Z', '2026-12-01', '2027-01-01'],
  ] as const)('%s, at %s, is from %s to %s', (period, at, from, to) => {
    expect(spanOf(period, new Date(at))).toEqual({ from: new Date(from), to: new Date(to) });
  });

  it('has no ends for a budget that never begins anew', () => {
    expect(spanOf('total', new Date())).toEqual({});
  });
});
