import type { UsageGroup, UsageRowView, UsageView } from '@renum/contracts';
import { daysBetween } from '../../core/time';

export const METRICS = ['cost', 'tokens', 'calls'] as const;
export type Metric = (typeof METRICS)[number];

export interface Series {
  name: string;
  values: number[];
}

export interface ChartData {
  labels: string[];
  /** Stacked on one another. */
  series: Series[];
}

const NOTHING: Omit<UsageRowView, 'key' | 'label'> = {
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
};

/** What a bar is made of. Only its height comes out of this: sums stay with the API's integers. */
const PARTS: Record<Metric, [name: string, valueOf: (row: UsageRowView) => number][]> = {
  cost: [['Cost', ({ costNano }) => Number(costNano) / 1e9]],
  tokens: [
    ['Input', (row) => row.inputTokens - row.cacheReadTokens - row.cacheWriteTokens],
    ['Cache read', (row) => row.cacheReadTokens],
    ['Cache write', (row) => row.cacheWriteTokens],
    ['Output', (row) => row.outputTokens],
  ],
  calls: [
    ['Model calls', (row) => row.llmCalls],
    ['Tool calls', (row) => row.toolCalls],
  ],
};

/** The bars of a chart. A day without usage is a day too. */
export function chartOf({ rows }: UsageView, range: Range, metric: Metric): ChartData {
  const bars = range.groupBy === 'day' ? everyDay(rows, range) : [...rows];
  const series = PARTS[metric]
    .map(([name, valueOf]) => ({ name, values: bars.map(valueOf) }))
    // A kind that never occurs would only lengthen the legend.
    .filter(({ values }, index) => index === 0 || values.some((value) => value > 0));
  return { labels: bars.map(({ label }) => label), series };
}

interface Range {
  from: string;
  to: string;
  groupBy: UsageGroup;
}

function everyDay(rows: readonly UsageRowView[], { from, to }: Range): UsageRowView[] {
  const byDay = new Map(rows.map((row) => [row.key, row]));
  return daysBetween(from, to).map((day) => byDay.get(day) ?? { key: day, label: day, ...NOTHING });
}
