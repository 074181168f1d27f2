import { quantityWords } from './quantity-words';

describe('a quantity', () => {
  it.each([
    [99_992, 'sandbox_seconds', '99.992 s'],
    [1_234_567_800, 'egress_mb', '1,234,567.8 MB'],
    [250, 'storage_gb_hours', '0.25 GB-hours'],
    [3_000, 'credits', '3 credits'],
    [2_000, 'web_searches', '2 web searches'],
    [102_492, undefined, ''],
  ])('of %s thousandths of %s is “%s”', (unitsMilli, meter, words) => {
    expect(quantityWords({ unitsMilli, meter })).toBe(words);
  });
});
