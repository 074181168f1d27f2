import type { ModelRates, TokenCounts } from '@renum/contracts';
import { costOf, costOfUnits, partsOf } from './rates';

const rates: ModelRates = {
  perMillion: {
    ...{ input: '3000000000', output: '15000000000' },
    ...{ cacheRead: '300000000', cacheWrite: '3750000000', cacheWrite1h: '6000000000' },
    ...{ inputAudio: '40000000000', outputAudio: '80000000000' },
  },
  perThousand: { webSearches: '10000000000' },
};
const flat: ModelRates = { perMillion: { input: '1000000', output: '2000000' } };

const tokens = (input: number, output: number, more: Partial<TokenCounts> = {}): TokenCounts => ({
  ...{ input, output, cacheRead: 0, cacheWrite: 0 },
  ...more,
});

describe('rates', () => {
  // By hand, per million: 3.00 in, 15.00 out, cache 0.30 read, 3.75 and 6.00 (an hour) written.
  it.each<[TokenCounts, bigint]>([
    [tokens(1000, 100), 4_500_000n],
    [tokens(1000, 100, { cacheRead: 200, cacheWrite: 100 }), 4_035_000n],
    [tokens(1000, 0, { cacheWrite: 1000, kinds: { cacheWrite1h: 400 } }), 4_650_000n],
    [tokens(1000, 1000, { kinds: { inputAudio: 500, outputAudio: 400 } }), 62_500_000n],
    [tokens(0, 1000, { kinds: { reasoning: 900 } }), 15_000_000n],
    [tokens(1000, 0, { kinds: { webSearches: 2 } }), 23_000_000n],
    [tokens(1000, 0, { kinds: { fileSearches: 9 } }), 3_000_000n],
  ])('%j cost %p', (counts, costNano) => {
    expect(costOf(rates, counts)).toBe(costNano);
  });

  it('charges a kind without a price as what it is part of', () => {
    const counts = tokens(1000, 1000, {
      ...{ cacheRead: 300, cacheWrite: 200 },
      kinds: { inputAudio: 100, reasoning: 500, outputImage: 100, cacheWrite1h: 50 },
    });
    expect(costOf(flat, counts)).toBe(3_000n);
  });

  it('counts every token once, whatever a provider says of its parts', () => {
    for (let round = 0; round < 500; round += 1) {
      const some = () => Math.floor(Math.random() * 1000);
      const [cacheReadAudio, inputAudio] = [some(), some()];
      const kinds = { cacheReadAudio, inputAudio, cacheWrite1h: some(), reasoning: some() };
      const counts = { ...tokens(some(), some()), cacheRead: some(), cacheWrite: some(), kinds };
      const parts = Object.values(partsOf(counts));
      expect(parts.every((part) => part >= 0)).toBe(true);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeGreaterThanOrEqual(
        counts.input + counts.output,
      );
    }
  });

  it('is rounded once, half up, and never beyond what can be stored', () => {
    expect(costOf(flat, tokens(0, 0))).toBe(0n);
    const tiny: ModelRates = { perMillion: { input: '250000', output: '250000' } };
    expect(costOf(tiny, tokens(1, 0))).toBe(0n);
    expect(costOf(tiny, tokens(1, 1))).toBe(1n);
    expect(costOfUnits(1_499, 1n)).toBe(1n);
    expect(costOfUnits(1_500, 1n)).toBe(2n);
    expect(costOfUnits(Number.MAX_SAFE_INTEGER, 999_999_999_999n)).toBe(1_000_000_000_000_000n);
  });
});
