const NANO = 1_000_000_000n;

/**
 * An amount as people read it, exactly: at least two decimals, and as many more as it has.
 * `12.5` units are `12.50`, a nano-unit is `0.000000001`.
 */
export function decimal(nano: string | bigint): string {
  const amount = BigInt(nano);
  const size = amount < 0n ? -amount : amount;
  const fraction = String(size % NANO).padStart(9, '0');
  const shown = fraction.slice(0, 2) + fraction.slice(2).replace(/0+$/, '');
  return `${amount < 0n ? '-' : ''}${size / NANO}.${shown}`;
}

/** Basis points as percent: 1900 is `19`, 750 is `7.5`. */
export const percent = (bp: number): string => String(bp / 100);
