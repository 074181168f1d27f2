/**
 * Money is an integer count of nano-units that arrives as a decimal string. It is added and
 * rounded as `bigint` only: a double loses the last digits of a large sum.
 */
const NANO_DIGITS = 9;

export const sumNano = (amounts: Iterable<string>): bigint => {
  let sum = 0n;
  for (const amount of amounts) sum += BigInt(amount);
  return sum;
};

/** `1234567890` -> `1.234567890`, exactly. */
export function exactNano(nano: string | bigint): string {
  const value = BigInt(nano);
  const digits = (value < 0n ? -value : value).toString().padStart(NANO_DIGITS + 1, '0');
  const point = digits.length - NANO_DIGITS;
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * For reading: cents from one unit up, four decimals below, and never `0.0000` for something that
 * did cost.
 */
export function formatNano(nano: string | bigint, currency = 'USD'): string {
  const value = BigInt(nano);
  const size = value < 0n ? -value : value;
  const decimals = size === 0n || size >= 1_000_000_000n ? 2 : 4;
  const unit = 10n ** BigInt(NANO_DIGITS - decimals);
  const rounded = (size + unit / 2n) / unit;
  const tiny = size > 0n && rounded === 0n;
  const digits = (tiny ? 1n : rounded).toString().padStart(decimals + 1, '0');
  const whole = BigInt(digits.slice(0, -decimals)).toLocaleString('en-US');
  const sign = value < 0n ? '-' : '';
  return `${tiny ? '<' : ''}${sign}${symbolOf(currency)}${whole}.${digits.slice(-decimals)}`;
}

const symbolOf = (currency: string): string => (currency === 'USD' ? '$' : `${currency} `);

/** What a person typed (`1.50`) as nano-units; undefined when it is no amount. */
export function parseAmount(text: string): string | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, whole = '0', fraction = ''] = match;
  return BigInt(whole + fraction.padEnd(NANO_DIGITS, '0')).toString();
}

/** For a form field: `1500000000` -> `1.50`. */
export function amountText(nano: string): string {
  const [whole = '0', fraction = ''] = exactNano(nano).split('.');
  return `${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}
