import { amountText, exactNano, formatNano, parseAmount, sumNano } from './money';

describe('money', () => {
  it('adds without losing the last digit of a sum that a double cannot hold', () => {
    expect(sumNano(['9007199254740993', '1'])).toBe(9007199254740994n);
  });

  it('shows every nano-unit when asked to', () => {
    expect(exactNano('1234567890')).toBe('1.234567890');
    expect(exactNano('-5')).toBe('-0.000000005');
  });

  it.each([
    ['0', '$0.00'],
    ['8000000', '$0.0080'],
    ['1', '<$0.0001'],
    ['999999999', '$1.0000'],
    ['1234567890123', '$1,234.57'],
    ['1005000000', '$1.01'],
  ])('shows %s nano as %s', (nano, text) => {
    expect(formatNano(nano)).toBe(text);
  });

  it.each([
    ['1', '1000000000'],
    ['0.5', '500000000'],
    [' 2.000000001 ', '2000000001'],
    ['0', '0'],
  ])('reads the amount %s', (text, nano) => {
    expect(parseAmount(text)).toBe(nano);
  });

  it.each(['', '-1', '1,5', '1.', 'x', '1.0000000001'])('refuses the amount %j', (text) => {
    expect(parseAmount(text)).toBeUndefined();
  });

  it('gives a form field what it would read back', () => {
    expect(amountText('1500000000')).toBe('1.50');
    expect(parseAmount(amountText('123456789'))).toBe('123456789');
  });
});
