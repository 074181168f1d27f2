import type { MoneyView } from '@renum/contracts';

export const money = (nano: bigint | string, currency: string): MoneyView => ({
  nano: String(nano),
  currency,
});

/** Nothing where nothing moved. */
export const moneyUnlessZero = (nano: string | null, currency: string): MoneyView | undefined =>
  nano === null || nano === '0' ? undefined : money(nano, currency);
