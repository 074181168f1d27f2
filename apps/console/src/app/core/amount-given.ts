import type { AbstractControl, ValidationErrors } from '@angular/forms';
import { parseAmount } from './money';

/** A field that takes an amount such as `1.50`; zero, or nothing at all, only where it says so. */
export const amountGiven =
  ({ zero = false, optional = false } = {}) =>
  ({ value }: AbstractControl<string>): ValidationErrors | null => {
    if (optional && value === '') return null;
    const nano = parseAmount(value);
    return nano === undefined || (nano === '0' && !zero) ? { amount: true } : null;
  };

const CENT = 10_000_000n;

/** Documents and payments are in whole cents. */
export const wholeCents =
  () =>
  ({ value }: AbstractControl<string>): ValidationErrors | null =>
    BigInt(parseAmount(value) ?? '0') % CENT === 0n ? null : { cents: true };
