import type { BudgetPeriod, BudgetScope } from '@renum/contracts';
import type { Span } from './period';

/** Whose events a counter adds up. */
export type CounterOf =
  | { scope: 'platform' }
  | { scope: 'tenant'; tenantId: string }
  | { scope: 'agent'; tenantId: string; agentId: string }
  | { scope: 'provider'; tenantId: string; provider: string }
  /** What came by one API key. */
  | { scope: 'app'; tenantId: string; apiKeyId: string }
  /** Of one run: what was spent through one grant, for a provider or a connection. */
  | { scope: 'grant'; tenantId: string; runId: string; key: string };

/** A budget in one period: what many runs share, and what an act must fit into beside its run. */
export interface Counter {
  /** In Redis, below the installation's prefix. Names whose, and which period. */
  key: string;
  of: CounterOf;
  period: BudgetPeriod;
  span: Span;
  limitNano: bigint;
  /** Absent for grants, which are in the agent's version. */
  budgetId?: string;
}

/** All that one act must fit into. The same object as long as nothing changed. */
export interface Counters {
  list: readonly Counter[];
  /** The keys, joined: acts with the same one can share a lease. */
  signature: string;
}

export const NO_COUNTERS: Counters = Object.freeze({ list: [], signature: '' });

export const countersOf = (list: readonly Counter[]): Counters =>
  list.length === 0 ? NO_COUNTERS : { list, signature: list.map(({ key }) => key).join(' ') };

/** Those of `now` that are not in `then`. */
export function beside(then: Counters, now: Counters): Counters {
  if (then === now || then.signature === now.signature) return NO_COUNTERS;
  const keys = new Set(then.list.map(({ key }) => key));
  return countersOf(now.list.filter(({ key }) => !keys.has(key)));
}

const NAMES: Record<BudgetScope | 'platform' | 'grant', string> = {
  platform: "platform's",
  tenant: "tenant's",
  agent: "agent's",
  provider: "provider's",
  app: "API key's",
  grant: "grant's",
};
const PERIODS: Record<BudgetPeriod, string> = {
  day: 'daily ',
  week: 'weekly ',
  month: 'monthly ',
  total: '',
};

/** For people: `the agent's daily budget`. */
export const nameOf = ({ of, period }: Pick<Counter, 'of' | 'period'>): string =>
  `the ${NAMES[of.scope]} ${PERIODS[period]}budget`;
