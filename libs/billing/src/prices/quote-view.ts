import { CURRENCY, TOKEN_RATES, type PriceQuoteView, type TokenRate } from '@renum/contracts';
import { money } from '../ledger/money';
import { priceLlm } from '../pricing';
import { isModelRates } from './override';
import type { FixedQuote } from './price-list';
import type { DbPrice } from './price-rows';
import { priceViewOf } from './price-rows';
import { rateOf } from './rates';

export interface Asked {
  provider: string;
  model?: string;
  meter?: string;
  /** Of an `openai-compatible` provider. */
  baseUrl?: string;
  at: Date;
}

/** What something costs, and by whose word. `rows` are those that the quote was made of. */
export function quoteViewOf(
  quote: FixedQuote,
  rows: readonly DbPrice[],
  { provider, model, meter, baseUrl, at }: Asked,
): PriceQuoteView {
  const found = model === undefined ? quote.meter(meter ?? '') : quote.model([model]);
  const about = { provider, model, meter, at: at.toISOString() };
  if (!found) {
    const perMillion = model === undefined ? undefined : listed(provider, model, baseUrl, at);
    return { ...about, source: perMillion ? 'list' : 'none', perMillion };
  }
  const row = rows.find(({ id }) => id === found.id);
  const told = { ...about, source: found.setBy, override: row && priceViewOf(row) };
  const { rates } = found;
  if (!rates) return { ...told, source: 'none' };
  if (!isModelRates(rates)) return { ...told, perUnit: money(rates.perUnit, CURRENCY) };
  const kinds = TOKEN_RATES.map((kind) => [kind, money(rateOf(rates, kind), CURRENCY)] as const);
  return { ...told, perMillion: Object.fromEntries(kinds) };
}

/** Few at a time: some models cost more from a number of tokens on. */
const SAMPLE = 1_000;

function listed(
  provider: string,
  model: string,
  baseUrl: string | undefined,
  at: Date,
): PriceQuoteView['perMillion'] {
  const of = (kind: 'input' | 'output' | 'cacheRead' | 'cacheWrite') => {
    const none = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
    const tokens = { ...none, input: kind === 'output' ? 0 : SAMPLE, [kind]: SAMPLE };
    return priceLlm(provider, model, tokens, { baseUrl, at });
  };
  if (!of('input').priced) return undefined;
  const kinds: readonly TokenRate[] = ['input', 'output', 'cacheRead', 'cacheWrite'];
  return Object.fromEntries(
    (kinds as readonly Parameters<typeof of>[0][]).map((kind) => [
      kind,
      money((of(kind).costNano * 1_000_000n) / BigInt(SAMPLE), CURRENCY),
    ]),
  );
}
