import type { RunAnalyticsView, RunPointView } from '@renum/contracts';
import { stepLabel } from '../../core/calendar';
import type { ChartData, Series } from '../../ui/chart/chart-data';

export const RUN_CHARTS = {
  ends: 'How they ended',
  success: 'Success',
  latency: 'Latency',
  cost: 'Cost per success',
} as const;
export type RunChart = keyof typeof RUN_CHARTS;

type Value = (point: RunPointView) => number | undefined;
const money = (nano?: string): number | undefined =>
  nano === undefined ? undefined : Number(nano) / 1e9;

const SERIES: Record<RunChart, [name: string, valueOf: Value, tone?: Series['tone']][]> = {
  ends: [
    ['Completed', ({ completed }) => completed, 'good'],
    ['Failed', ({ failed }) => failed, 'bad'],
    ['Limit reached', ({ limit }) => limit, 'attention'],
    ['Stopped', ({ stopped }) => stopped, 'muted'],
  ],
  success: [['Completed of all that nobody stopped', ({ successRate }) => successRate, 'good']],
  latency: [
    ['Half are done in', ({ p50Ms }) => p50Ms],
    ['95 % are done in', ({ p95Ms }) => p95Ms],
    ['First token, on average', ({ firstTokenMs }) => firstTokenMs],
  ],
  cost: [['Spent for each success', ({ costPerSuccessNano }) => money(costPerSuccessNano)]],
};
const UNITS = { ends: 'count', success: 'percent', latency: 'duration', cost: 'money' } as const;

/** A chart of how runs went over time. */
export function runChart(
  { points, bucket, timeZone }: Pick<RunAnalyticsView, 'points' | 'bucket' | 'timeZone'>,
  chart: RunChart,
): ChartData {
  return {
    unit: UNITS[chart],
    labels: points.map((point) => stepLabel(point.bucket, bucket, timeZone)),
    series: SERIES[chart].map(([name, valueOf, tone]) => ({
      name,
      values: points.map(valueOf),
      ...(tone && { tone }),
    })),
  };
}
