import { monthOf, questionOf, rangeOf, usageQuery } from './usage-range';

const now = new Date('2026-11-21T10:30:00Z');
const range = (query: object) => {
  const { from, to } = rangeOf(usageQuery.parse(query), now);
  return [from.toISOString(), to.toISOString()];
};

describe('usage range', () => {
  it.each([
    [{}, '2026-10-22T10:30:00.000Z', '2026-11-21T10:30:00.000Z'],
    [{ from: '2026-11-01' }, '2026-11-01T00:00:00.000Z', '2026-11-21T10:30:00.000Z'],
    [
      { from: '2026-11-01', to: '2026-11-30' },
      '2026-11-01T00:00:00.000Z',
      '2026-12-01T00:00:00.000Z',
    ],
    [
      { from: '2026-11-02', to: '2026-11-02' },
      '2026-11-02T00:00:00.000Z',
      '2026-11-03T00:00:00.000Z',
    ],
    [
      { from: '2026-11-02T01:00:00+02:00', to: '2026-11-02T12:00:00Z' },
      '2026-11-01T23:00:00.000Z',
      '2026-11-02T12:00:00.000Z',
    ],
    // The day on which the clocks are put back has 25 hours.
    [
      { from: '2026-10-25', to: '2026-10-25', timeZone: 'Europe/Berlin' },
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ],
  ])('%j is %s to %s', (query, from, to) => {
    expect(range(query)).toEqual([from, to]);
  });

  it.each([
    [{ from: '2026-11-22' }],
    [{ from: '2026-11-03', to: '2026-11-02' }],
    [{ from: '2024-01-01', to: '2026-01-01' }],
  ])('refuses %j', (query) => {
    expect(() => range(query)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });

  it('takes a month and not more of events, and of hours', () => {
    const october = { from: '2026-10-01', to: '2026-10-31', timeZone: 'Europe/Berlin' };
    expect(monthOf(usageQuery.parse(october)).to.toISOString()).toBe('2026-10-31T23:00:00.000Z');
    const longer = { ...october, from: '2026-09-30' };
    expect(() => monthOf(usageQuery.parse(longer))).toThrow('a month');
    expect(() => questionOf(usageQuery.parse({ ...longer, bucket: 'hour' }))).toThrow('a month');
    expect(questionOf(usageQuery.parse({ ...longer, bucket: 'day' }))).toMatchObject({
      bucket: 'day',
      from: new Date('2026-09-29T22:00:00Z'),
    });
  });

  it.each([
    [{ from: 'yesterday' }],
    [{ to: '2026-13-01' }],
    [{ groupBy: 'tenant' }],
    [{ timeZone: '+02:00' }],
    [{ top: '21' }],
    [{ memberId: 'me' }],
  ])('does not read %j', (query) => {
    expect(usageQuery.safeParse(query).success).toBe(false);
  });
});
