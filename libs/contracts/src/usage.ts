/**
 * How the quantities of one usage event are counted. Calls are `llm` and `tool`; the others are what
 * the platform provides and counts itself (`PLATFORM_METERS`).
 */
export const USAGE_KINDS = ['llm', 'tool', 'sandbox', 'egress', 'storage'] as const;
export type UsageKind = (typeof USAGE_KINDS)[number];

/** Whose events those of the platform's own meters are. They cost nothing; price books charge them. */
export const PLATFORM_PROVIDER = 'renum';
/** By kind: the unit that is counted, in thousandths. */
export const PLATFORM_METERS = {
  /** Seconds in which a sandbox ran; the operation is `sandbox.<size>`. */
  sandbox: 'sandbox_seconds',
  /** Millions of bytes that calls sent out, and that came back. */
  egress: 'egress_mb',
  /** Billions of bytes in a thread's workspace, for each hour. */
  storage: 'storage_gb_hours',
} as const satisfies Partial<Record<UsageKind, string>>;

/**
 * Token counts of one LLM call. `input` includes the cached parts, and both totals include the
 * kinds that are priced apart.
 */
export interface TokenCounts {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
  /** Absent when there is none of them, as in most calls. */
  kinds?: TokenKinds;
}

/** Parts of the totals that have prices of their own, and what a provider counts beside tokens. */
export interface TokenKinds {
  /** Of `cacheWrite`: kept for an hour; the rest is kept for five minutes. */
  cacheWrite1h?: number;
  inputAudio?: number;
  inputImage?: number;
  /** Of `cacheRead`. */
  cacheReadAudio?: number;
  cacheReadImage?: number;
  /** Thought, not said; part of `output`. */
  reasoning?: number;
  outputAudio?: number;
  outputImage?: number;
  /** Searches that the provider made for the answer; no tokens. */
  webSearches?: number;
  fileSearches?: number;
  /** Milliseconds of a recording, where it is charged by its length; no tokens. */
  inputAudioMs?: number;
  /** Containers that ran the provider's hosted code, by their gigabytes of memory; no tokens. */
  codeSessions?: number;
}

/**
 * `day`: by time. `member`: the person whose run it was. `operation`: what was called at the
 * provider. `app`: the API key of an external app.
 */
export const USAGE_GROUPS = [
  'day',
  'agent',
  'member',
  'provider',
  'model',
  'operation',
  'kind',
  'app',
] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

export const CURRENCY = 'USD';
/** Nano-units in one unit of a currency: all money is an integer count of these. */
export const NANO = 1_000_000_000n;
