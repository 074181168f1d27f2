import type { CallRate, PriceOverrideView, TokenRate } from '@renum/contracts';
import { amountText } from '../../../core/money';

export const TOKEN_WORDS: Record<TokenRate, string> = {
  input: 'input',
  output: 'output',
  cacheRead: 'cache read',
  cacheWrite: 'cache write',
  cacheWrite1h: 'cache write, 1 h',
  inputAudio: 'audio in',
  inputImage: 'images in',
  cacheReadAudio: 'audio from the cache',
  cacheReadImage: 'images from the cache',
  reasoning: 'reasoning',
  outputAudio: 'audio out',
  outputImage: 'images out',
};
/** What is counted beside tokens; by its own name where people have none for it. */
const CALL_WORDS: Partial<Record<CallRate, string>> = {
  webSearches: 'web searches',
  fileSearches: 'file searches',
};

const dollars = (nano: string): string => `$${amountText(nano)}`;

/** What it says, in a line: `$0.40 input, $1.60 output for a million tokens`. */
export function rateWords({ rates, meter }: PriceOverrideView): string {
  if (!rates) return 'as without this entry';
  if ('perUnit' in rates) return `${dollars(rates.perUnit)} a unit of ${meter ?? 'its meter'}`;
  const tokens = Object.entries(rates.perMillion).map(
    ([kind, nano]) => `${dollars(nano)} ${TOKEN_WORDS[kind as TokenRate]}`,
  );
  const calls = Object.entries(rates.perThousand ?? {}).map(
    ([kind, nano]) => `${dollars(nano)} for a thousand ${CALL_WORDS[kind as CallRate] ?? kind}`,
  );
  return [`${tokens.join(', ')} for a million tokens`, ...calls].join('; ');
}
