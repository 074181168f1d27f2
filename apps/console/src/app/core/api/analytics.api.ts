import { httpResource, type HttpResourceRef } from '@angular/common/http';
import { Injectable } from '@angular/core';
import type { RunAnalyticsView, RunGroup, UsageBucket } from '@renum/contracts';

export interface AnalyticsQuestion {
  /** A day of the time zone, or a moment. */
  from: string;
  /** A day, included; without it, now. */
  to?: string;
  timeZone: string;
  bucket: UsageBucket;
  agentId?: string;
  /** For operators. */
  tenantId?: string;
  groupBy?: RunGroup;
}

@Injectable({ providedIn: 'root' })
export class AnalyticsApi {
  /** Follows the question; to be called in an injection context. For operators, of all tenants. */
  runs(
    question: () => AnalyticsQuestion,
    ofAllTenants: () => boolean,
  ): HttpResourceRef<RunAnalyticsView | undefined> {
    return httpResource<RunAnalyticsView>(() => ({
      url: ofAllTenants() ? '/v1/operator/analytics' : '/v1/analytics/runs',
      params: { ...question() },
    }));
  }
}
