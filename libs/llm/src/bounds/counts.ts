import type { TokenCounts } from '@renum/contracts';

/** Counts of nothing but what is told here. */
export const counts = (some: Partial<TokenCounts>): TokenCounts => ({
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  output: 0,
  ...some,
});

/** A whole number from 1 on that a caller asked for, or what holds when it did not. */
export const atLeastOne = (asked: number | undefined, otherwise: number): number =>
  asked !== undefined && asked >= 1 ? Math.ceil(asked) : otherwise;

/** Nonsense in a request may ask for more than can be counted. */
export const bounded = (value: number): number => Math.min(Math.ceil(value), 1_000_000_000_000);
