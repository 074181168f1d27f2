import type { ProviderOperationView, ProviderView } from '@renum/contracts';
import { exactNano } from './money';

/** How people look for a provider, in the order of the catalogue. */
const CATEGORIES: Readonly<Record<string, string>> = {
  own: 'Your own',
  models: 'Models',
  search: 'Search and reading',
  data: 'Data',
  finance: 'Finance',
  messaging: 'Messaging',
  developer: 'Development',
  productivity: 'Work',
  sandboxes: 'Sandboxes',
  connections: 'Connections',
  media: 'Media',
  payments: 'Payments',
};

/** A category that a newer server may have goes by its own name. */
export const categoryLabel = (category: string): string =>
  CATEGORIES[category] ?? category.charAt(0).toUpperCase() + category.slice(1);

/** The categories that these providers have, in the order in which people look through them. */
export function categoriesOf(providers: readonly ProviderView[]): string[] {
  const order = Object.keys(CATEGORIES);
  const rank = (category: string): number => {
    const at = order.indexOf(category);
    return at < 0 ? order.length : at;
  };
  return [...new Set(providers.map(({ category }) => category))].toSorted(
    (a, b) => rank(a) - rank(b) || a.localeCompare(b),
  );
}

const SPANS: readonly [seconds: number, name: string][] = [
  [1, 'second'],
  [60, 'minute'],
  [3600, 'hour'],
  [86_400, 'day'],
  [604_800, 'week'],
];
const count = new Intl.NumberFormat('en');

/** `600 calls a minute (per key)`, `40 calls in 10 seconds` */
export function rateText({ requests, seconds, note }: ProviderView['rateLimits'][number]): string {
  const span = SPANS.find(([length]) => length === seconds)?.[1];
  const within = span
    ? `${span === 'hour' ? 'an' : 'a'} ${span}`
    : `in ${count.format(seconds)} seconds`;
  return `${count.format(requests)} ${requests === 1 ? 'call' : 'calls'} ${within}${note ? ` (${note})` : ''}`;
}

/** `$0.008 a credit`; undefined where a call is counted and has no price. */
export function priceText(meter: ProviderOperationView['meter']): string | undefined {
  if (!meter) return undefined;
  const unit = singular(meter.name);
  if (BigInt(meter.priceNano) === 0n) return `free, counted in ${meter.name}`;
  return `${amount(meter.priceNano)} ${/^[aeiou]/i.test(unit) ? 'an' : 'a'} ${unit}`;
}

/** To the last digit that says something, cents at least: list prices are often parts of a cent. */
function amount(nano: string): string {
  const [whole = '0', fraction = ''] = exactNano(nano).split('.');
  return `$${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

const singular = (name: string): string =>
  name.endsWith('s') && !name.endsWith('ss') ? name.slice(0, -1) : name;

/** What it is good for, by what can be called: `Web search · Read web pages · 3 more`. */
export function deedsOf({ operations }: ProviderView, shown = 3): string {
  const named = operations.slice(0, shown).map(({ title }) => title);
  const rest = operations.length - named.length;
  return [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(' · ');
}

/** Every word must be somewhere in what people know it by, or in what it does. */
export function fits(provider: ProviderView, search: string): boolean {
  const { id, title, category, operations } = provider;
  const text = [id, title, categoryLabel(category), ...operations.map((one) => one.title)]
    .join(' ')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
