import type { UsageEventView } from '@renum/contracts';
import { csvLine } from '../csv';
import { decimal } from '../invoices/amounts';

export const USAGE_EVENT_FORMATS = ['csv', 'ndjson'] as const;
export type UsageEventFormat = (typeof USAGE_EVENT_FORMATS)[number];

type Cell = string | number | undefined;

const COLUMNS: readonly [name: string, valueOf: (event: UsageEventView) => Cell][] = [
  ['id', ({ id }) => id],
  ['at', ({ at }) => at],
  ['kind', ({ kind }) => kind],
  ['agent_id', ({ agentId }) => agentId],
  ['agent', ({ agentName }) => agentName],
  ['api_key_id', ({ apiKeyId }) => apiKeyId],
  ['member_id', ({ memberId }) => memberId],
  ['run_id', ({ runId }) => runId],
  ['provider', ({ provider }) => provider],
  ['model', ({ model }) => model],
  ['operation', ({ operation }) => operation],
  ['status', ({ status }) => status],
  ['input_tokens', ({ inputTokens }) => inputTokens],
  ['cache_read_tokens', ({ cacheReadTokens }) => cacheReadTokens],
  ['cache_write_tokens', ({ cacheWriteTokens }) => cacheWriteTokens],
  ['output_tokens', ({ outputTokens }) => outputTokens],
  ['meter', ({ meter }) => meter],
  ['quantity', ({ meter, quantityMilli }) => (meter ? quantityMilli / 1000 : '')],
  ['cost', ({ costNano }) => decimal(costNano)],
  ['charge', ({ chargeNano }) => decimal(chargeNano)],
  ['currency', ({ currency }) => currency],
  ['estimated', ({ estimatedReason }) => estimatedReason],
  ['platform_key', ({ platformKey }) => String(platformKey)],
  ['duration_ms', ({ durationMs }) => durationMs],
  ['first_token_ms', ({ firstTokenMs }) => firstTokenMs],
];

/** The text of an export, page by page; its beginning comes with the first page, even if empty. */
export async function* eventLines(
  pages: AsyncIterable<UsageEventView[]>,
  format: UsageEventFormat,
): AsyncGenerator<string, void> {
  const csv = format === 'csv';
  if (csv) yield csvLine(COLUMNS.map(([name]) => name));
  for await (const page of pages) {
    const line = (event: UsageEventView): string =>
      csv ? csvLine(COLUMNS.map(([, valueOf]) => valueOf(event))) : `${JSON.stringify(event)}\n`;
    yield page.map(line).join('');
  }
}
