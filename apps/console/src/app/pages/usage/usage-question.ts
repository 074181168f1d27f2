import type { UsageBucket, UsageKind, UsageMeasure } from '@renum/contracts';
import type { UsageQuestion } from '../../core/api/usage.api';
import { addDays } from '../../core/time';
import { askedRange, type RangeAsk, stepsFor } from '../../ui/range/range';

/** What the page's address holds; somebody may have written it by hand. */
export interface UsageAsk extends RangeAsk {
  by?: string;
  metric?: string;
  tenantId?: string;
  agentId?: string;
  memberId?: string;
  apiKeyId?: string;
  provider?: string;
  model?: string;
  operation?: string;
  kind?: string;
}

export type UsageBy = UsageQuestion['groupBy'];
export const GROUPS: Record<UsageBy, string> = {
  day: 'Time',
  tenant: 'Tenant',
  agent: 'Agent',
  member: 'Member',
  provider: 'Provider',
  model: 'Model',
  operation: 'Operation',
  kind: 'Kind',
  app: 'External app',
};

export const METRICS = {
  cost: 'Cost',
  charge: 'Charge',
  calls: 'Calls',
  failed: 'Failed',
  tokens: 'Tokens',
} as const satisfies Partial<Record<UsageMeasure, string>>;
export type Metric = keyof typeof METRICS;

export const KINDS: Record<UsageKind, string> = {
  llm: 'Model calls',
  tool: 'Tool calls',
  sandbox: 'Sandbox time',
  egress: 'Web access',
  storage: 'Storage',
};

const FILTERS = [
  'tenantId',
  'agentId',
  'memberId',
  'apiKeyId',
  'provider',
  'model',
  'operation',
] as const;
/** How many groups a chart can tell apart. */
const TOP = 7;

const keyOf = <K extends string>(names: Record<K, string>, value?: string): K | undefined =>
  (Object.keys(names) as K[]).find((name) => name === value);

/** What the API is asked; nothing that it does not know. */
export function questionOf(ask: UsageAsk, now: Date, timeZone: string): UsageQuestion {
  const groupBy = keyOf(GROUPS, ask.by) ?? 'day';
  const steps = stepsFor(ask, now);
  const bucket = steps.find((step) => step === ask.step) ?? steps[0] ?? 'day';
  const measure = keyOf(METRICS, ask.metric) ?? 'cost';
  const kind = keyOf(KINDS, ask.kind);
  const filters = FILTERS.flatMap((name) => (ask[name] ? [[name, ask[name]]] : []));
  return {
    ...askedRange(ask, now),
    timeZone,
    groupBy,
    bucket,
    top: TOP,
    measure,
    ...(Object.fromEntries(filters) as Partial<Record<(typeof FILTERS)[number], string>>),
    ...(kind && { kind }),
  };
}

/** Where a row leads: to what it is made of. Nothing for what is many groups together. */
export function drillOf(by: UsageBy, key: string, step: UsageBucket): UsageAsk | undefined {
  switch (by) {
    case 'day':
      return dayDrill(key, step);
    case 'tenant':
      return { tenantId: key, by: 'agent' };
    case 'agent':
      return { agentId: key, by: 'model' };
    case 'member':
      return { memberId: key, by: 'agent' };
    case 'app':
      return { apiKeyId: key, by: 'model' };
    case 'provider':
      return { provider: key, by: 'model' };
    case 'model':
      return { model: key, by: 'agent' };
    case 'operation':
      return { operation: key, by: 'agent' };
    case 'kind':
      return { kind: key, by: 'provider' };
    default:
      return by satisfies never;
  }
}

function dayDrill(from: string, step: UsageBucket): UsageAsk | undefined {
  if (step === 'hour') return undefined;
  const lastOf = (day: string): string => addDays(`${addDays(day, 31).slice(0, 7)}-01`, -1);
  const to = { day: from, week: addDays(from, 6), month: lastOf(from) }[step];
  return { within: 'custom', from, to, step: undefined };
}
