import type { UsageFigures } from '@renum/contracts';

/** What is summed, by the name of its column. Sums come as text: they may be beyond 2^53. */
export const SUM_COLUMNS = [
  'cost_nano',
  'charge_nano',
  'calls',
  'llm_calls',
  'tool_calls',
  'failed_calls',
  'estimated_events',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'quantity_milli',
  'first_token_ms',
  'first_token_calls',
  'generated_tokens',
  'generation_ms',
] as const;
export interface Sums extends Record<(typeof SUM_COLUMNS)[number], string> {
  /** The first and the last name of the meters that have counted something; null: none has. */
  first_meter: string | null;
  last_meter: string | null;
}

/** Sums of sums, exactly. */
export function addSums(all: readonly Sums[]): Sums {
  const sums = SUM_COLUMNS.map((name) => [
    name,
    all.reduce((sum, each) => sum + BigInt(each[name]), 0n).toString(),
  ]);
  const meters = all
    .flatMap(({ first_meter: first, last_meter: last }) => [first, last])
    .filter((meter) => meter !== null)
    .toSorted();
  return {
    ...(Object.fromEntries(sums) as Record<(typeof SUM_COLUMNS)[number], string>),
    first_meter: meters[0] ?? null,
    last_meter: meters.at(-1) ?? null,
  };
}

/** Money stays text; counts stay far below 2^53. */
export function figuresOf(sums: Sums): UsageFigures {
  const [firstTokenCalls, generationMs] = [sums.first_token_calls, sums.generation_ms].map(Number);
  return {
    costNano: sums.cost_nano,
    chargeNano: sums.charge_nano,
    calls: Number(sums.calls),
    llmCalls: Number(sums.llm_calls),
    toolCalls: Number(sums.tool_calls),
    failedCalls: Number(sums.failed_calls),
    inputTokens: Number(sums.input_tokens),
    outputTokens: Number(sums.output_tokens),
    cacheReadTokens: Number(sums.cache_read_tokens),
    cacheWriteTokens: Number(sums.cache_write_tokens),
    unitsMilli: Number(sums.quantity_milli),
    ...(sums.first_meter && sums.first_meter === sums.last_meter && { meter: sums.first_meter }),
    estimatedEvents: Number(sums.estimated_events),
    ...(firstTokenCalls && {
      firstTokenMs: Math.round(Number(sums.first_token_ms) / firstTokenCalls),
    }),
    ...(generationMs && {
      tokensPerSecond: Math.round((Number(sums.generated_tokens) * 10_000) / generationMs) / 10,
    }),
  };
}
