import type { TokenCounts } from '@renum/contracts';
import { count, isObject } from './reading';

/** Embeddings produce no tokens; some compatible servers give only a total. */
export function embeddingTokens(usage: unknown): TokenCounts | undefined {
  if (!isObject(usage)) return undefined;
  const input = count(usage.prompt_tokens) || count(usage.total_tokens);
  return { input, cacheRead: 0, cacheWrite: 0, output: 0 };
}
