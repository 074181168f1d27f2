/** How the quantities of one usage event are counted. */
export const USAGE_KINDS = ['llm', 'tool'] as const;
export type UsageKind = (typeof USAGE_KINDS)[number];

/** Token counts of one LLM call. `input` includes the cached parts. */
export interface TokenCounts {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}

export const USAGE_GROUPS = ['day', 'agent', 'provider', 'model'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

export const CURRENCY = 'USD';
/** Nano-units in one unit of a currency: all money is an integer count of these. */
export const NANO = 1_000_000_000n;
