import type { PriceFee, PriceRules, UsageKind } from '@renum/contracts';
import { percentWords } from '../../../core/billing-words';
import { amountText } from '../../../core/money';

const count = new Intl.NumberFormat('en');

/** What was used, as fees tell it apart. */
export const KIND_WORDS: Record<UsageKind, string> = {
  llm: 'Models',
  tool: 'Tools',
  sandbox: 'Sandboxes',
  egress: 'Egress',
  storage: 'Storage',
};

/** What a fee is for: `Calls, tools, tavily`. */
export function feeTarget({ unit, kind, provider, meter }: PriceFee): string {
  const parts = [
    unit === 'calls' ? 'Calls' : 'Units',
    kind && KIND_WORDS[kind].toLowerCase(),
    provider,
    meter,
  ];
  return parts.filter(Boolean).join(', ');
}

const price = (nano: string): string => (/^0*$/.test(nano) ? 'free' : `$${amountText(nano)}`);

const per = (units: number, unit: PriceFee['unit']): string => {
  const one = unit === 'calls' ? 'call' : 'unit';
  return units === 1 ? `a ${one}` : `for ${count.format(units)} ${one}s`;
};

/** `first 10,000 free, then $0.10 for 1,000 calls` */
export function tierWords({ tiers, per: units, unit }: PriceFee): string {
  const paid = tiers.some(({ priceNano }) => !/^0*$/.test(priceNano));
  const words = tiers.map(({ upTo, priceNano }, index) => {
    const from = index === 0 ? 'first' : 'up to';
    if (upTo !== null) return `${from} ${count.format(upTo)} ${price(priceNano)}`;
    return `${index === 0 ? '' : 'then '}${price(priceNano)}`;
  });
  return words.join(', ') + (paid ? ` ${per(units, unit)}` : '');
}

/** The rules of a book as lines, by what they are about; for reading and for comparing. */
export function ruleLines({ markupBp, fees }: PriceRules): ReadonlyMap<string, string> {
  return new Map([
    ['Margin on the platform’s keys', percentWords(markupBp)],
    ...fees.map((fee): [string, string] => [fee.key, `${feeTarget(fee)}: ${tierWords(fee)}`]),
  ]);
}

export interface RuleChange {
  what: string;
  /** Absent: it is new. */
  before?: string;
  /** Absent: it is gone. */
  after?: string;
}

/** What publishing `after` changes; nothing when both say the same. */
export function ruleChanges(before: PriceRules | undefined, after: PriceRules): RuleChange[] {
  const old = before ? ruleLines(before) : new Map<string, string>();
  const now = ruleLines(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((what) => ({ what, before: old.get(what), after: now.get(what) }))
    .filter((change) => change.before !== change.after);
}
