import type { TokenKinds } from '@renum/contracts';
import { count, isObject } from './reading';

/** The kinds that a provider counted apart; nothing when it counted none. */
export function kindsOf(counted: Readonly<Partial<Record<keyof TokenKinds, unknown>>>): {
  kinds?: TokenKinds;
} {
  const entries = Object.entries(counted)
    .map(([name, value]) => [name, count(value)] as const)
    .filter(([, value]) => value > 0);
  return entries.length > 0 ? { kinds: Object.fromEntries(entries) } : {};
}

/** Where a provider leaves out the details, there are none. */
export const details = (value: unknown): Readonly<Record<string, unknown>> =>
  isObject(value) ? value : {};
