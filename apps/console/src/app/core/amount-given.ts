import type { AbstractControl, ValidationErrors } from '@angular/forms';
import { parseAmount } from './money';

/** As many digits as the API takes, before the point and after it. */
const MOST = '999,999,999';
const BOUNDS = {
  large: `At most ${MOST}`,
  fine: 'At most nine decimals',
} as const;

/** Why what was typed is no amount: out of bounds, or nothing of the kind. */
function faultOf(text: string): keyof typeof BOUNDS | 'none' {
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text.trim()) ?? [];
  if (whole.length > 9) return 'large';
  return fraction.length > 9 ? 'fine' : 'none';
}

/** A field that takes an amount such as `1.50`; zero, or nothing at all, only where it says so. */
export const amountGiven =
  ({ zero = false, optional = false } = {}) =>
  ({ value }: AbstractControl<string>): ValidationErrors | null => {
    if (optional && value === '') return null;
    const nano = parseAmount(value);
    return nano === undefined || (nano === '0' && !zero) ? { amount: faultOf(value) } : null;
  };

const CENT = 10_000_000n;

/** Documents and payments are in whole cents. */
export const wholeCents =
  () =>
  ({ value }: AbstractControl<string>): ValidationErrors | null =>
    BigInt(parseAmount(value) ?? '0') % CENT === 0n ? null : { cents: true };

/** The bound that an amount is out of; within them, what it should be `like`. */
export function amountWords({ errors }: Pick<AbstractControl, 'errors'>, like: string): string {
  const fault: unknown = errors?.['amount'];
  return fault === 'large' || fault === 'fine' ? BOUNDS[fault] : like;
}
