import type { UsageRowView, UsageView } from '@renum/contracts';
import { chartOf } from './usage-series';

const row = (key: string, figures: Partial<UsageRowView> = {}): UsageRowView => ({
  key,
  label: key,
  costNano: '0',
  llmCalls: 0,
  toolCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  estimatedEvents: 0,
  chargeNano: '0',
  calls: 0,
  failedCalls: 0,
  unitsMilli: 0,
  ...figures,
});
const view = (rows: UsageRowView[]): UsageView => ({
  from: '',
  to: '',
  timeZone: 'UTC',
  groupBy: 'day',
  currency: 'USD',
  totals: row('all'),
  rows,
});
const DAYS = { from: '2026-11-01', to: '2026-11-03', groupBy: 'day' } as const;

describe('usage chart', () => {
  it('has a bar for a day on which nothing happened', () => {
    const data = chartOf(view([row('2026-11-02', { costNano: '1500000000' })]), DAYS, 'cost');
    expect(data).toEqual({
      labels: ['2026-11-01', '2026-11-02', '2026-11-03'],
      series: [{ name: 'Cost', values: [0, 1.5, 0] }],
    });
  });

  it('counts no cached token twice', () => {
    const usage = row('2026-11-01', { inputTokens: 100, cacheReadTokens: 80, outputTokens: 5 });
    const { series } = chartOf(view([usage]), { ...DAYS, to: DAYS.from }, 'tokens');
    expect(series).toEqual([
      { name: 'Input', values: [20] },
      { name: 'Cache read', values: [80] },
      { name: 'Output', values: [5] },
    ]);
  });

  it('keeps the order of the API for other groups', () => {
    const rows = [row('b', { toolCalls: 2 }), row('a', { llmCalls: 1 })];
    const { labels, series } = chartOf(view(rows), { ...DAYS, groupBy: 'agent' }, 'calls');
    expect(labels).toEqual(['b', 'a']);
    expect(series.map(({ values }) => values)).toEqual([
      [0, 1],
      [2, 0],
    ]);
  });
});
