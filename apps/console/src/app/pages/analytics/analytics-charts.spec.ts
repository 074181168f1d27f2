import { analyticsView, runFigures } from '../../../testing/usage-views';
import { runChart } from './analytics-charts';

const VIEW = analyticsView({
  points: [
    {
      bucket: '2026-11-20',
      ...runFigures({ runs: 3, completed: 2, failed: 1, successRate: 2 / 3 }),
    },
    { bucket: '2026-11-21', ...runFigures({ costNano: '5' }) },
  ],
});

describe('charts of runs', () => {
  it('has a bar for each way to end', () => {
    const { labels, series } = runChart(VIEW, 'ends');
    expect(labels).toEqual(['Nov 20', 'Nov 21']);
    expect(series.map(({ name, values, tone }) => [name, values, tone])).toEqual([
      ['Completed', [2, 0], 'good'],
      ['Failed', [1, 0], 'bad'],
      ['Limit reached', [0, 0], 'attention'],
      ['Stopped', [0, 0], 'muted'],
    ]);
  });

  it('leaves a gap where there is nothing to average', () => {
    expect(runChart(VIEW, 'success').series[0]?.values).toEqual([2 / 3, undefined]);
    expect(runChart(VIEW, 'cost').series[0]?.values).toEqual([undefined, undefined]);
  });
});
