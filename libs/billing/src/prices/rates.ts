import { CALL_RATES, type ModelRates, type TokenCounts, type TokenRate } from '@renum/contracts';

/** How many of each kind there are; every token is in exactly one. */
export type TokenParts = Readonly<Record<TokenRate, number>>;

/** What a kind costs that a price does not name: as what it is part of. */
const PART_OF: Readonly<Record<TokenRate, TokenRate>> = {
  input: 'input',
  output: 'output',
  cacheRead: 'input',
  cacheWrite: 'input',
  cacheWrite1h: 'cacheWrite',
  inputAudio: 'input',
  inputImage: 'input',
  cacheReadAudio: 'cacheRead',
  cacheReadImage: 'cacheRead',
  reasoning: 'output',
  outputAudio: 'output',
  outputImage: 'output',
};

const MILLION = 1_000_000n;
const PER_THOUSAND = 1_000n;
/** Upstreams may report nonsense: beyond a million units of the currency the event could not be stored. */
const MOST = 1_000_000_000_000_000n;

/**
 * What tokens cost by these rates, in nano-units, rounded half up once. `input` and `output` are
 * totals; where a provider counts more of a part than of the whole, the parts are believed.
 */
export function costOf(rates: ModelRates, tokens: TokenCounts): bigint {
  const parts = partsOf(tokens);
  let millionths = 0n;
  for (const kind of Object.keys(PART_OF) as TokenRate[])
    millionths += BigInt(parts[kind]) * rateOf(rates, kind);
  const { kinds = {} } = tokens;
  for (const kind of CALL_RATES)
    millionths += BigInt(kinds[kind] ?? 0) * BigInt(rates.perThousand?.[kind] ?? 0) * PER_THOUSAND;
  return bounded((millionths + MILLION / 2n) / MILLION);
}

/** What thousandths of a meter's unit cost, in nano-units, rounded half up once. */
export const costOfUnits = (quantityMilli: number, unitNano: bigint): bigint =>
  bounded((BigInt(quantityMilli) * unitNano + 500n) / 1000n);

const bounded = (nano: bigint): bigint => (nano < MOST ? nano : MOST);

/** Nano-units for a million tokens of a kind. */
export function rateOf({ perMillion }: ModelRates, kind: TokenRate): bigint {
  const named = perMillion[kind];
  if (named !== undefined) return BigInt(named);
  const whole = PART_OF[kind];
  return whole === kind ? 0n : rateOf({ perMillion }, whole);
}

export function partsOf({ kinds = {}, ...tokens }: TokenCounts): TokenParts {
  const { cacheReadAudio = 0, cacheReadImage = 0, cacheWrite1h = 0 } = kinds;
  const { outputAudio = 0, outputImage = 0, reasoning = 0 } = kinds;
  const inputAudio = Math.max(0, (kinds.inputAudio ?? 0) - cacheReadAudio);
  const inputImage = Math.max(0, (kinds.inputImage ?? 0) - cacheReadImage);
  const cached = Math.max(tokens.cacheRead, cacheReadAudio + cacheReadImage);
  const written = Math.max(tokens.cacheWrite, cacheWrite1h);
  const rest = (whole: number, ...parts: number[]) =>
    Math.max(0, whole - parts.reduce((sum, part) => sum + part, 0));
  return {
    input: rest(tokens.input, cached, written, inputAudio, inputImage),
    cacheRead: cached - cacheReadAudio - cacheReadImage,
    cacheWrite: written - cacheWrite1h,
    output: rest(tokens.output, outputAudio, outputImage, reasoning),
    ...{ cacheWrite1h, inputAudio, inputImage, cacheReadAudio, cacheReadImage },
    ...{ reasoning, outputAudio, outputImage },
  };
}
