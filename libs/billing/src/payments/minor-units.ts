import { DomainError } from '@renum/platform';
import { MINOR_NANO } from '../invoices/totals';

/** Renum bills in currencies of two decimals; in others a provider's unit would be another amount. */
export function mustHaveCents(currency: string): void {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  if (maximumFractionDigits !== 2)
    throw new DomainError('conflict', `Payments in ${currency} are not supported.`);
}

/** @throws DomainError `validation_failed` for what is no whole number of cents */
export function minorOf(nano: bigint): number {
  const minor = nano / MINOR_NANO;
  if (minor * MINOR_NANO !== nano)
    throw new DomainError('validation_failed', 'The amount is no whole number of cents.');
  return Number(minor);
}

/** Nothing for what is no count of cents. */
export const nanoOf = (minor: number | null | undefined): bigint | undefined =>
  Number.isSafeInteger(minor) ? BigInt(minor as number) * MINOR_NANO : undefined;
