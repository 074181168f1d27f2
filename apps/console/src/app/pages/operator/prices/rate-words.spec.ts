import { priceOverrideView } from '../../../../testing/money-views';
import { rateWords } from './rate-words';

describe('a price in words', () => {
  it.each([
    [priceOverrideView(), '$0.36 input, $1.44 output, $0.09 cache read for a million tokens'],
    [
      priceOverrideView({
        rates: {
          perMillion: { input: '1', output: '0' },
          perThousand: { webSearches: '10000000000' },
        },
      }),
      '$0.000000001 input, $0.00 output for a million tokens; $10.00 for a thousand web searches',
    ],
    [
      priceOverrideView({ model: undefined, meter: 'credits', rates: { perUnit: '7000000' } }),
      '$0.007 a unit of credits',
    ],
    [priceOverrideView({ rates: undefined }), 'as without this entry'],
  ])('%#', (price, words) => {
    expect(rateWords(price)).toBe(words);
  });
});
