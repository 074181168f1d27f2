import { drillOf, questionOf } from './usage-question';

const NOW = new Date(2026, 10, 21, 10, 30);

describe('usage question', () => {
  it('asks for nothing that the API does not know', () => {
    const ask = { by: 'x', step: 'hour', metric: 'y', kind: 'z', within: '90d', agentId: '' };
    expect(questionOf(ask, NOW, 'Europe/Berlin')).toEqual({
      from: '2026-08-24',
      to: '2026-11-21',
      timeZone: 'Europe/Berlin',
      groupBy: 'day',
      bucket: 'day',
      top: 7,
      measure: 'cost',
    });
  });

  it('has whole hours of the last day, up to now', () => {
    const { from, to, bucket } = questionOf({ within: '24h' }, NOW, 'UTC');
    expect(Date.parse(from)).toBe(new Date(2026, 10, 20, 11).getTime());
    expect([to, bucket]).toEqual([undefined, 'hour']);
  });

  it('leads from each row to what it is made of', () => {
    expect(drillOf('agent', 'agent-1', 'day')).toEqual({ agentId: 'agent-1', by: 'model' });
    expect(drillOf('day', '2026-11-02', 'week')).toMatchObject({
      within: 'custom',
      from: '2026-11-02',
      to: '2026-11-08',
    });
    expect(drillOf('day', '2026-02-01', 'month')).toMatchObject({ to: '2026-02-28' });
    expect(drillOf('day', '2026-11-02T10:00:00.000Z', 'hour')).toBeUndefined();
  });
});
