import type { UsageGroup } from './usage';

/** How long a step of a series is. Days, weeks (from Monday) and months are those of a time zone. */
export const USAGE_BUCKETS = ['hour', 'day', 'week', 'month'] as const;
export type UsageBucket = (typeof USAGE_BUCKETS)[number];

/** By what the largest groups are found. */
export const USAGE_MEASURES = ['cost', 'charge', 'calls', 'failed', 'tokens', 'units'] as const;
export type UsageMeasure = (typeof USAGE_MEASURES)[number];

/** Where a group or a filter means what has none: a program's runs have no member, for instance. */
export const NO_ONE = 'none';

export interface UsageFigures {
  /** What the providers take for it, in nano-units as a decimal string. */
  costNano: string;
  /** What the tenant owes the platform for it; 0 without a price book. */
  chargeNano: string;
  calls: number;
  llmCalls: number;
  toolCalls: number;
  /** Without an answer, or answered with 400 and above. */
  failedCalls: number;
  /** With cached tokens. */
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /** Thousandths of meters: the providers' own, such as credits, and `PLATFORM_METERS`. */
  unitsMilli: number;
  /** What `unitsMilli` counts; absent when it adds up different things, or nothing. */
  meter?: string;
  estimatedEvents: number;
  /** On average, of streamed model calls. */
  firstTokenMs?: number;
  /** From the first token on, of streamed model calls. */
  tokensPerSecond?: number;
}

export interface UsageRowView extends UsageFigures {
  /** As the filter of the group takes it; `none` for what has none. */
  key: string;
  label: string;
  /** All groups that are too small for a row of their own, together. */
  others?: boolean;
}

export interface UsagePointView extends UsageFigures {
  /** One of `buckets`. */
  bucket: string;
  /** One of the series' groups. */
  key: string;
}

/** The largest groups over time. Its points add up to the totals; what is 0 has no point. */
export interface UsageSeriesView {
  groups: Pick<UsageRowView, 'key' | 'label' | 'others'>[];
  points: UsagePointView[];
}

export interface UsageView {
  from: string;
  /** Exclusive. */
  to: string;
  timeZone: string;
  groupBy: UsageGroup;
  currency: string;
  totals: UsageFigures;
  rows: UsageRowView[];
  /** Every step from `from` to `to`: the day it begins with, or the hour's moment in UTC. */
  buckets?: string[];
  series?: UsageSeriesView;
}

/** One act, as exports have it. */
export interface UsageEventView {
  id: string;
  /** UTC, to the microsecond. */
  at: string;
  kind: string;
  agentId?: string;
  agentName?: string;
  apiKeyId?: string;
  memberId?: string;
  runId?: string;
  provider: string;
  model?: string;
  operation: string;
  status?: number;
  inputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  meter?: string;
  /** Thousandths of the meter. */
  quantityMilli: number;
  costNano: string;
  chargeNano: string;
  currency: string;
  /** Why its figures are estimates; absent when they are exact. */
  estimatedReason?: string;
  /** Paid with a key of the platform's. */
  platformKey: boolean;
  durationMs?: number;
  firstTokenMs?: number;
}
