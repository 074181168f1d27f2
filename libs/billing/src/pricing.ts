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
  return { costNano: toNano(result.total_price), currency: CURRENCY, priced: true };
}

function sourceOf(provider: string, baseUrl?: string): PriceOptions | undefined {
  if (provider !== 'openai-compatible') return { providerId: provider };
  return baseUrl === undefined ? undefined : { providerApiUrl: baseUrl };
}

/** `input` counts cached tokens too, as the price data wants it; parts may not exceed the whole. */
function usageOf({ input, cacheRead, cacheWrite, output }: TokenCounts): Record<string, number> {
  return {
    input_tokens: Math.max(input, cacheRead + cacheWrite),
    cache_read_tokens: cacheRead,
    cache_write_tokens: cacheWrite,
    output_tokens: output,
  };
}

/**
 * The only rounding of an event, half up. List prices are decimals, so a tie can come out of the
 * floating-point sum a hair too low; the nudge is far below what one token costs.
 */
const toNano = (price: number): bigint => BigInt(Math.round(price * 1e9 + 1e-6));
