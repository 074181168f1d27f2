import type { UsageBucket, UsageFigures, UsageView } from '@renum/contracts';
import { stepLabel } from '../../core/calendar';
import type { ChartData, Series } from '../../ui/chart/chart-data';
import { type Metric, METRICS } from './usage-question';

type Figure = (figures: UsageFigures) => number;

/** Only a bar's height comes out of this: sums stay with the API's integers. */
const money = (nano: string): number => Number(nano) / 1e9;

const VALUES: Record<Metric, Figure> = {
  cost: ({ costNano }) => money(costNano),
  charge: ({ chargeNano }) => money(chargeNano),
  calls: ({ calls }) => calls,
  failed: ({ failedCalls }) => failedCalls,
  tokens: ({ inputTokens, outputTokens }) => inputTokens + outputTokens,
};

/** What a bar is made of where it is not made of groups. */
const PARTS: Record<Metric, [name: string, valueOf: Figure][]> = {
  cost: [[METRICS.cost, VALUES.cost]],
  charge: [[METRICS.charge, VALUES.charge]],
  failed: [[METRICS.failed, VALUES.failed]],
  tokens: [
    ['Input', (row) => row.inputTokens - row.cacheReadTokens - row.cacheWriteTokens],
    ['Cache read', (row) => row.cacheReadTokens],
    ['Cache write', (row) => row.cacheWriteTokens],
    ['Output', (row) => row.outputTokens],
  ],
  calls: [
    ['Model calls', (row) => row.llmCalls],
    ['Tool calls', (row) => row.toolCalls],
    ['Other', (row) => row.calls - row.llmCalls - row.toolCalls],
  ],
};

type Answer = Pick<UsageView, 'rows' | 'buckets' | 'series' | 'timeZone'>;

/** The chart of an answer: by group, or by the metric's parts. A step without usage is one too. */
export function chartOf(view: Answer, metric: Metric, step: UsageBucket): ChartData {
  const { buckets = [], timeZone } = view;
  return {
    unit: metric === 'cost' || metric === 'charge' ? 'money' : 'count',
    labels: buckets.map((bucket) => stepLabel(bucket, step, timeZone)),
    series: view.series ? groupSeries(view, metric) : partSeries(view, metric),
  };
}

function partSeries({ rows, buckets = [] }: Answer, metric: Metric): Series[] {
  const byBucket = new Map(rows.map((row) => [row.key, row]));
  return (
    PARTS[metric]
      .map(([name, valueOf]): Series => {
        const at = (bucket: string): number => {
          const row = byBucket.get(bucket);
          return row ? valueOf(row) : 0;
        };
        return { name, values: buckets.map(at) };
      })
      // A kind that never occurs would only lengthen the legend.
      .filter(({ values }, index) => index === 0 || values.some((value) => (value ?? 0) > 0))
  );
}

function groupSeries({ series, buckets = [] }: Answer, metric: Metric): Series[] {
  const at = new Map(buckets.map((bucket, index) => [bucket, index]));
  const all = (series?.groups ?? []).map(({ key, label, others }) => {
    const values = buckets.map(() => 0);
    for (const point of series?.points ?? []) {
      const index = at.get(point.bucket);
      if (point.key === key && index !== undefined) values[index] = VALUES[metric](point);
    }
    return { name: label, values, ...(others && { tone: 'muted' as const }) };
  });
  return all.filter(({ values }) => values.some((value) => value > 0));
}
