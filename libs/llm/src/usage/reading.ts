import type { TokenCounts } from '@renum/contracts';

/** What a response told about its own cost. */
export interface UsageReading {
  /** Counts as far as the provider gave them; absent when it gave none. */
  tokens?: TokenCounts;
  /** True only when the provider's final record was read: only then the counts are exact. */
  complete: boolean;
  /** The model that answered, which may be more precise than the one asked for. */
  model?: string;
  /** Bytes of generated text seen in a stream, for an estimate when it was cut. */
  outputBytes: number;
}

/** Reads one stream's events. */
export interface StreamUsage {
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

/**
 * Length of the string value after each `marker` (for instance `"content":"`). Deltas are many and
 * parsing each one would be the costliest thing on the path; this only needs their size.
 */
export function markedTextLength(data: string, markers: readonly string[]): number {
  let length = 0;
  for (const marker of markers) {
    const at = data.indexOf(marker);
    if (at < 0) continue;
    const start = at + marker.length;
    let end = data.indexOf('"', start);
    while (end > 0 && data.charCodeAt(end - 1) === 0x5c) end = data.indexOf('"', end + 1);
    length += (end < 0 ? data.length : end) - start;
  }
  return length;
}
