import type { BudgetFigures, BudgetPeriod, BudgetScope, BudgetView } from '@renum/contracts';
import type { ChipTone } from '../ui/chip/chip';

export const SCOPE_LOOKS: Record<BudgetScope, { label: string; icon: string; hint: string }> = {
  tenant: { label: 'Everything', icon: 'apartment', hint: 'all that this tenant spends' },
  agent: { label: 'One agent', icon: 'smart_toy', hint: 'all runs of an agent' },
  provider: { label: 'One provider', icon: 'extension', hint: 'all calls to an API' },
  app: { label: 'One external app', icon: 'key', hint: 'all that goes through an API key' },
};

export const PERIOD_WORDS: Record<BudgetPeriod, { label: string; each: string; now: string }> = {
  day: { label: 'Day', each: 'a day', now: 'today' },
  week: { label: 'Week', each: 'a week', now: 'this week' },
  month: { label: 'Month', each: 'a month', now: 'this month' },
  total: { label: 'In total', each: 'in total', now: 'so far' },
};

/** Whose budget it is, by name. */
export function budgetName(budget: BudgetView, titleOf: (provider: string) => string): string {
  switch (budget.scope) {
    case 'tenant':
      return 'Everything';
    case 'agent':
      return budget.agentName ?? 'Deleted agent';
    case 'provider':
      return titleOf(budget.provider ?? '');
    case 'app':
      return budget.apiKeyName ?? 'Revoked key';
    default: {
      const never: never = budget.scope;
      return never;
    }
  }
}

export type BudgetState = 'ok' | 'near' | 'exhausted';

export const BUDGET_STATE_LOOKS: Record<
  BudgetState,
  { label: string; icon: string; tone: ChipTone }
> = {
  ok: { label: 'On track', icon: 'check_circle', tone: 'good' },
  near: { label: 'Nearly used up', icon: 'warning', tone: 'attention' },
  exhausted: { label: 'Used up', icon: 'block', tone: 'bad' },
};

const NEAR_PERCENT = 80n;

/** What is set aside counts: a call that does not fit beside it is refused. */
export function budgetState({ limit, spent, reserved }: BudgetFigures): BudgetState {
  const taken = BigInt(spent.nano) + BigInt(reserved.nano);
  const most = BigInt(limit.nano);
  if (taken >= most) return 'exhausted';
  return taken * 100n >= most * NEAR_PERCENT ? 'near' : 'ok';
}

/** `part` of `whole` in percent, to a tenth, for widths and for reading; a budget of nothing is full. */
export function percentOf(part: string | bigint, whole: string | bigint): number {
  const most = BigInt(whole);
  return most === 0n ? 100 : Number((BigInt(part) * 1000n) / most) / 10;
}
