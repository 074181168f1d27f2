import type { MeterRate, ModelRates } from '@renum/contracts';

/** An entry of the price list that stands above the public one. Never changed once it is written. */
export interface PriceOverride {
  id: string;
  /** Null: for all tenants. */
  tenantId: string | null;
  setBy: 'operator' | 'tenant';
  provider: string;
  /** Exact, or with a `*` at its end; null for a meter's. */
  model: string | null;
  meter: string | null;
  /** Null: what holds without this entry holds again. */
  rates: ModelRates | MeterRate | null;
  effectiveFrom: Date;
}

export const isModelRates = (rates: ModelRates | MeterRate): rates is ModelRates =>
  'perMillion' in rates;

/**
 * The entry that is in force at `at` for one of `names`: an exact name before a pattern, the longer
 * pattern before the shorter, and of equals the name that comes first. An entry without rates takes
 * its target's earlier entries out of force.
 */
export function inForce(
  overrides: readonly PriceOverride[],
  names: readonly string[],
  at: Date,
): PriceOverride | undefined {
  let best: PriceOverride | undefined;
  let bestRank = -1;
  for (const [pattern, override] of latest(overrides, at)) {
    if (override.rates === null) continue;
    const rank = rankOf(pattern, names);
    if (rank <= bestRank) continue;
    best = override;
    bestRank = rank;
  }
  return best;
}

/** Of each target the entry that began last; of two that began at once, the one written later. */
function latest(overrides: readonly PriceOverride[], at: Date): Map<string, PriceOverride> {
  const found = new Map<string, PriceOverride>();
  for (const override of overrides) {
    if (override.effectiveFrom > at) continue;
    const target = override.model ?? override.meter ?? '';
    const other = found.get(target);
    if (!other || isLater(override, other)) found.set(target, override);
  }
  return found;
}

const isLater = (one: PriceOverride, other: PriceOverride): boolean =>
  one.effectiveFrom.getTime() === other.effectiveFrom.getTime()
    ? one.id > other.id
    : one.effectiveFrom > other.effectiveFrom;

const EXACT = 1_000;

function rankOf(pattern: string, names: readonly string[]): number {
  const last = names.length;
  const exact = names.indexOf(pattern);
  if (exact >= 0) return EXACT * last - exact;
  if (!pattern.endsWith('*')) return -1;
  const start = pattern.slice(0, -1);
  const begun = names.findIndex((name) => name.startsWith(start));
  return begun < 0 ? -1 : start.length * last - begun + last - 1;
}
