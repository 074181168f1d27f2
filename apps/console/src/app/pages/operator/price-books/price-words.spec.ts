import type { PriceFee, PriceRules } from '@renum/contracts';
import { feeTarget, ruleChanges, tierWords } from './price-words';

const fee = (overrides: Partial<PriceFee> = {}): PriceFee => ({
  key: 'calls',
  unit: 'calls',
  per: 1000,
  tiers: [
    { upTo: 10_000, priceNano: '0' },
    { upTo: null, priceNano: '100000000' },
  ],
  ...overrides,
});
const rules = (overrides: Partial<PriceRules> = {}): PriceRules => ({
  markupBp: 2000,
  fees: [fee()],
  ...overrides,
});

describe('prices in words', () => {
  it.each([
    [fee(), 'Calls', 'first 10,000 free, then $0.10 for 1,000 calls'],
    [
      fee({
        kind: 'tool',
        provider: 'tavily',
        tiers: [{ upTo: null, priceNano: '1500000' }],
        per: 1,
      }),
      'Calls, tools, tavily',
      '$0.0015 a call',
    ],
    [
      fee({
        unit: 'quantity',
        kind: 'llm',
        meter: 'credits',
        tiers: [{ upTo: null, priceNano: '0' }],
      }),
      'Units, models, credits',
      'free',
    ],
    [
      fee({
        unit: 'quantity',
        tiers: [
          { upTo: 5, priceNano: '3000000000' },
          { upTo: 50, priceNano: '2000000000' },
          { upTo: null, priceNano: '1000000000' },
        ],
      }),
      'Units',
      'first 5 $3.00, up to 50 $2.00, then $1.00 for 1,000 units',
    ],
  ])('%#', (of, target, tiers) => {
    expect([feeTarget(of), tierWords(of)]).toEqual([target, tiers]);
  });

  it('say what changes, what is new and what is gone', () => {
    const after = rules({
      markupBp: 2500,
      fees: [fee({ key: 'search', provider: 'tavily', tiers: [{ upTo: null, priceNano: '1' }] })],
    });
    const margin = 'Margin on the platform’s keys';
    expect(ruleChanges(rules(), after)).toEqual([
      { what: margin, before: '20 %', after: '25 %' },
      { what: 'calls', before: 'Calls: first 10,000 free, then $0.10 for 1,000 calls' },
      { what: 'search', after: 'Calls, tavily: $0.000000001 for 1,000 calls' },
    ]);
    expect(ruleChanges(rules(), rules())).toEqual([]);
    expect(ruleChanges(undefined, rules()).map(({ before }) => before)).toEqual([
      undefined,
      undefined,
    ]);
  });
});
