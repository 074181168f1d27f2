import type { UsageFigures } from '@renum/contracts';
import { csvLine } from '../csv';
import { decimal } from '../invoices/amounts';
import type { AnyUsageView } from './usage-explorer';

const FIGURES: readonly [name: string, valueOf: (figures: UsageFigures) => string | number][] = [
  ['calls', ({ calls }) => calls],
  ['model_calls', ({ llmCalls }) => llmCalls],
  ['tool_calls', ({ toolCalls }) => toolCalls],
  ['failed_calls', ({ failedCalls }) => failedCalls],
  ['estimated_calls', ({ estimatedEvents }) => estimatedEvents],
  ['input_tokens', ({ inputTokens }) => inputTokens],
  ['cache_read_tokens', ({ cacheReadTokens }) => cacheReadTokens],
  ['cache_write_tokens', ({ cacheWriteTokens }) => cacheWriteTokens],
  ['output_tokens', ({ outputTokens }) => outputTokens],
  ['units', ({ unitsMilli }) => unitsMilli / 1000],
  ['meter', ({ meter }) => meter ?? ''],
  ['first_token_ms', ({ firstTokenMs }) => firstTokenMs ?? ''],
  ['tokens_per_second', ({ tokensPerSecond }) => tokensPerSecond ?? ''],
  ['cost', ({ costNano }) => decimal(costNano)],
  ['charge', ({ chargeNano }) => decimal(chargeNano)],
];

/** The table of an answer, of a series one line a step and group; each column of sums adds up. */
export function usageCsv(view: AnyUsageView): string {
  const { series, rows, groupBy, currency } = view;
  const names = FIGURES.map(([name]) => name);
  const figures = (from: UsageFigures) => FIGURES.map(([, valueOf]) => valueOf(from));
  if (!series) {
    const header = csvLine([groupBy, 'name', ...names, 'currency']);
    return header.concat(
      ...rows.map((row) => csvLine([row.key, row.label, ...figures(row), currency])),
    );
  }
  const labels = new Map(series.groups.map(({ key, label }) => [key, label]));
  const order = new Map(view.buckets?.map((bucket, index) => [bucket, index]));
  const points = series.points.toSorted(
    (a, b) => (order.get(a.bucket) ?? 0) - (order.get(b.bucket) ?? 0),
  );
  return csvLine(['from', groupBy, 'name', ...names, 'currency']).concat(
    ...points.map((point) =>
      csvLine([point.bucket, point.key, labels.get(point.key), ...figures(point), currency]),
    ),
  );
}
