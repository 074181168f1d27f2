import { FormControl, type ValidatorFn } from '@angular/forms';
import { amountGiven, amountWords, wholeCents } from './amount-given';

describe('an amount that is given', () => {
  const taken = (validator: ValidatorFn, texts: string[]): string[] =>
    texts.filter((text) => validator(new FormControl(text)) === null);
  const TEXTS = ['1.50', '0', '0.00', '', ' ', 'one'];

  it('is above zero where nothing else is said', () => {
    expect(taken(amountGiven(), TEXTS)).toEqual(['1.50']);
  });

  it('may be zero, or left out, where that is said', () => {
    expect(taken(amountGiven({ zero: true }), TEXTS)).toEqual(['1.50', '0', '0.00']);
    expect(taken(amountGiven({ optional: true }), TEXTS)).toEqual(['1.50', '']);
  });

  it.each([
    ['1234567890', 'At most 999,999,999'],
    ['1234567890.0123456789', 'At most 999,999,999'],
    [' 1.0123456789 ', 'At most nine decimals'],
    ['0', 'Such as 1.50'],
    ['', 'Such as 1.50'],
    ['12,5', 'Such as 1.50'],
    ['-1', 'Such as 1.50'],
  ])('says what is wrong with “%s”: %s', (text, words) => {
    const field = new FormControl(text, { nonNullable: true, validators: amountGiven() });
    expect(amountWords(field, 'Such as 1.50')).toBe(words);
  });

  it('may be as large and as fine as it says', () => {
    expect(taken(amountGiven(), ['999999999.999999999'])).toHaveLength(1);
  });

  it('is whole cents on documents', () => {
    expect(taken(wholeCents(), ['10.01', '10.010', '10.001'])).toEqual(['10.01', '10.010']);
  });
});
