import type { UsageRowView, UsageView } from '@renum/contracts';
import { usageFigures } from '../../../testing/usage-views';
import { chartOf } from './usage-series';

const row = (key: string, figures: Partial<UsageRowView> = {}): UsageRowView => ({
  key,
  label: key,
  ...usageFigures({ costNano: '0', ...figures }),
});
const view = (rows: UsageRowView[], more: Partial<UsageView> = {}) => ({
  rows,
  timeZone: 'UTC',
  buckets: ['2026-11-01', '2026-11-02', '2026-11-03'],
  ...more,
});

describe('usage chart', () => {
  it('has a bar for a day on which nothing happened', () => {
    const data = chartOf(view([row('2026-11-02', { costNano: '1500000000' })]), 'cost', 'day');
    expect(data).toEqual({
      unit: 'money',
      labels: ['Nov 1', 'Nov 2', 'Nov 3'],
      series: [{ name: 'Cost', values: [0, 1.5, 0] }],
    });
  });

  it('counts no cached token twice', () => {
    const usage = row('2026-11-01', { inputTokens: 100, cacheReadTokens: 80, outputTokens: 5 });
    const { series } = chartOf(view([usage], { buckets: ['2026-11-01'] }), 'tokens', 'day');
    expect(series).toEqual([
      { name: 'Input', values: [20] },
      { name: 'Cache read', values: [80] },
      { name: 'Output', values: [5] },
    ]);
  });

  it('has a series for each group, the others in a quiet colour', () => {
    const point = (bucket: string, key: string, calls: number) => ({
      bucket,
      ...row(key, { calls }),
    });
    const { series } = chartOf(
      view([], {
        series: {
          groups: [
            { key: 'a', label: 'Researcher' },
            { key: 'b', label: 'Idle' },
            { key: 'others', label: 'Others', others: true },
          ],
          points: [point('2026-11-01', 'a', 2), point('2026-11-03', 'others', 1)],
        },
      }),
      'calls',
      'day',
    );
    expect(series).toEqual([
      { name: 'Researcher', values: [2, 0, 0] },
      { name: 'Others', values: [0, 0, 1], tone: 'muted' },
    ]);
  });

  it('names hours in the viewer’s zone', () => {
    const hours = { buckets: ['2026-11-01T23:00:00.000Z'], timeZone: 'Asia/Tokyo' };
    expect(chartOf(view([], hours), 'cost', 'hour').labels).toEqual(['Nov 2, 08:00']);
  });
});
