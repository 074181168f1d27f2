import { CURRENCY, type TokenCounts } from '@renum/contracts';
import { calcPrice, type PriceOptions } from '@pydantic/genai-prices';

export interface Price {
  costNano: bigint;
  currency: string;
  /** False when no list price is known: the cost is then 0 and says so. */
  priced: boolean;
}

const UNPRICED: Price = { costNano: 0n, currency: CURRENCY, priced: false };

/**
 * The list price of one LLM call. An `openai-compatible` provider is known by its base URL only, so
 * that a model of the same name on somebody's own machine is not billed as OpenAI's.
 */
export function priceLlm(
  provider: string,
  model: string,
  tokens: TokenCounts,
  options: { baseUrl?: string; at?: Date } = {},
): Price {
  const source = sourceOf(provider, options.baseUrl);
  if (!source) return UNPRICED;
  const result = calcPrice(usageOf(tokens), model, {
    ...source,
    ...(options.at && { timestamp: options.at }),
  });
  if (!result) return UNPRICED;
  const listed = toNano(result.total_price);
  return { costNano: listed + codeNano(provider, tokens), currency: CURRENCY, priced: true };
}

/**
 * Hosted code, which the price data does not have: of OpenAI a container of one gigabyte, which its
 * price goes by; of Anthropic an hour. From their price lists of November 2026.
 */
const CODE_NANO: Readonly<Record<string, bigint>> = { openai: 30_000_000n, anthropic: 50_000_000n };

const codeNano = (provider: string, { kinds }: TokenCounts): bigint =>
  BigInt(kinds?.codeSessions ?? 0) * (CODE_NANO[provider] ?? 0n);

function sourceOf(provider: string, baseUrl?: string): PriceOptions | undefined {
  if (provider !== 'openai-compatible') return { providerId: provider };
  return baseUrl === undefined ? undefined : { providerApiUrl: baseUrl };
}

/** Totals include their kinds, as the price data wants it; parts may not exceed the whole. */
function usageOf(tokens: TokenCounts): Record<string, number | undefined> {
  const { input, cacheRead, cacheWrite, output, kinds = {} } = tokens;
  const cacheReadKinds = sum(kinds.cacheReadAudio, kinds.cacheReadImage);
  const cached = Math.max(cacheRead, cacheReadKinds);
  const written = Math.max(cacheWrite, kinds.cacheWrite1h ?? 0);
  return {
    input_tokens: Math.max(input, cached + written, sum(kinds.inputAudio, kinds.inputImage)),
    cache_read_tokens: cached,
    cache_write_tokens: written,
    output_tokens: Math.max(output, sum(kinds.outputAudio, kinds.outputImage)),
    cache_write_1h_tokens: kinds.cacheWrite1h,
    input_audio_tokens: kinds.inputAudio,
    input_image_tokens: kinds.inputImage,
    cache_audio_read_tokens: kinds.cacheReadAudio,
    cache_image_read_tokens: kinds.cacheReadImage,
    output_audio_tokens: kinds.outputAudio,
    output_image_tokens: kinds.outputImage,
    web_searches: kinds.webSearches,
    storage_searches: kinds.fileSearches,
    ...(kinds.inputAudioMs && secondsOf(kinds.inputAudioMs)),
  };
}

/** What is heard is a part of all that sounds; the price data wants both. */
const secondsOf = (ms: number) => ({ audio_seconds: ms / 1000, input_audio_seconds: ms / 1000 });

const sum = (...parts: (number | undefined)[]): number =>
  parts.reduce<number>((total, part) => total + (part ?? 0), 0);

/**
 * The only rounding of an event, half up. List prices are decimals, so a tie can come out of the
 * floating-point sum a hair too low; the nudge is far below what one token costs.
 */
const toNano = (price: number): bigint => BigInt(Math.round(price * 1e9 + 1e-6));
