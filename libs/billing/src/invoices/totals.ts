/** A cent: currencies of two decimals, which is what Renum bills in. */
export const MINOR_NANO = 10_000_000n;

const WHOLE_BP = 10_000n;

/** Half up, also below zero: a month of corrections can come to less than nothing. */
const divide = (amount: bigint, by: bigint): bigint => {
  const shifted = amount + by / 2n;
  const whole = shifted / by;
  return shifted % by < 0n ? whole - 1n : whole;
};

export interface Totals {
  taxNano: bigint;
  roundingNano: bigint;
  totalNano: bigint;
}

/**
 * The total is rounded once, from the exact sum with its tax; what that adds or takes is the rounding,
 * so that the parts add up to the nano-unit. Grants are not taxed, what was paid in before is.
 */
export function totalsOf(of: {
  usageNano: bigint;
  creditsNano: bigint;
  prepaidNano: bigint;
  taxBp: number;
}): Totals {
  const taxable = of.usageNano - of.creditsNano;
  const net = taxable - of.prepaidNano;
  const exact = net * WHOLE_BP + taxable * BigInt(of.taxBp);
  const totalNano = divide(exact, WHOLE_BP * MINOR_NANO) * MINOR_NANO;
  const taxNano = divide(taxable * BigInt(of.taxBp), WHOLE_BP);
  return { taxNano, roundingNano: totalNano - net - taxNano, totalNano };
}

/** The tax on a credit note, in whole minor units. */
export const taxOnNote = (netNano: bigint, taxBp: number): bigint =>
  divide(netNano * BigInt(taxBp), WHOLE_BP * MINOR_NANO) * MINOR_NANO;
