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
export type Sums = Record<(typeof SUM_COLUMNS)[number], string>;

/** Sums of sums, exactly. */
export const addSums = (all: readonly Sums[]): Sums =>
  Object.fromEntries(
    SUM_COLUMNS.map((name) => [
      name,
      all.reduce((sum, each) => sum + BigInt(each[name]), 0n).toString(),
    ]),
  ) as Sums;

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
    estimatedEvents: Number(sums.estimated_events),
    ...(firstTokenCalls && {
      firstTokenMs: Math.round(Number(sums.first_token_ms) / firstTokenCalls),
    }),
    ...(generationMs && {
      tokensPerSecond: Math.round((Number(sums.generated_tokens) * 10_000) / generationMs) / 10,
    }),
  };
}
