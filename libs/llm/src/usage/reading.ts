import type { TokenCounts } from '@renum/contracts';

/** What a response told about its own cost. */
export interface UsageReading {
  /** Counts as far as the provider gave them; absent when it gave none. */
  tokens?: TokenCounts;
  /** True only when the provider's final record was read: only then the counts are exact. */
  complete: boolean;
  /** Why a complete record still is not all of the cost. */
  uncertain?: string;
  /** The model that answered, which may be more precise than the one asked for. */
  model?: string;
  /** Size of the text seen in a stream, or of a body, for an estimate when it was cut. */
  outputBytes: number;
  /** That text, where its tokens can be counted. */
  outputText?: TextSample;
  /** When the first content came, on the clock of `performance.now()`; of streams only. */
  firstTokenAt?: number;
}

/** The beginning of a text. */
export interface TextSample {
  text: string;
  /** How much of the whole that is: above 0, at most 1. */
  share: number;
}

/** Reads one stream's events. */
export interface StreamUsage {
  /** True as soon as the model has said, thought or called something. */
  readonly started: boolean;
  event(name: string, data: string): void;
  reading(): UsageReading;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A count that a provider sent; anything that is not a sane count is 0. */
export const count = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length > 0 ? value : undefined;
