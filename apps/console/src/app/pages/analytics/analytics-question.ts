import type { AnalyticsQuestion } from '../../core/api/analytics.api';
import { askedRange, type RangeAsk, stepsFor } from '../../ui/range/range';

export interface AnalyticsAsk extends RangeAsk {
  agentId?: string;
  tenantId?: string;
}

/** What the API is asked; operators see tenants first, then one tenant's agents. */
export function questionOf(
  ask: AnalyticsAsk,
  now: Date,
  timeZone: string,
  ofAllTenants: boolean,
): AnalyticsQuestion {
  const { agentId, tenantId } = ask;
  const steps = stepsFor(ask, now);
  return {
    ...askedRange(ask, now),
    timeZone,
    bucket: steps.find((step) => step === ask.step) ?? steps[0] ?? 'day',
    ...(ofAllTenants
      ? { groupBy: tenantId ? 'agent' : 'tenant', ...(tenantId && { tenantId }) }
      : agentId && { agentId }),
  };
}
