import { FormControl, type ValidatorFn } from '@angular/forms';
import { amountGiven, wholeCents } from './amount-given';

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

  it('is whole cents on documents', () => {
    expect(taken(wholeCents(), ['10.01', '10.010', '10.001'])).toEqual(['10.01', '10.010']);
  });
});
