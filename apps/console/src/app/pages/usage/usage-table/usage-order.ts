import type { UsageRowView } from '@renum/contracts';

const COLUMNS = {
  label: ({ label }: UsageRowView) => label.toLowerCase(),
  calls: ({ calls }: UsageRowView) => calls,
  failed: ({ failedCalls }: UsageRowView) => failedCalls,
  input: ({ inputTokens }: UsageRowView) => inputTokens,
  output: ({ outputTokens }: UsageRowView) => outputTokens,
  // A second is not compared with a megabyte: by what is counted, then by how much.
  quantity: ({ meter = '', unitsMilli }: UsageRowView) =>
    `${meter} ${String(unitsMilli).padStart(16, '0')}`,
  first: ({ firstTokenMs }: UsageRowView) => firstTokenMs ?? -1,
  // By the integer: a double takes large sums that differ for the same.
  cost: ({ costNano }: UsageRowView) => BigInt(costNano),
  charge: ({ chargeNano }: UsageRowView) => BigInt(chargeNano),
} as const;

export interface Order {
  active: string;
  direction: 'asc' | 'desc' | '';
}

/** In the order of a column; without one, as the API gave them. All others together stay last. */
export function ordered(rows: readonly UsageRowView[], { active, direction }: Order) {
  const column = Object.entries(COLUMNS).find(([name]) => name === active)?.[1];
  if (!column || direction === '') return [...rows];
  const turn = direction === 'asc' ? 1 : -1;
  return rows.toSorted((a, b) => {
    if (a.others !== b.others) return a.others ? 1 : -1;
    const [left, right] = [column(a), column(b)];
    return left === right ? 0 : left < right ? -turn : turn;
  });
}
