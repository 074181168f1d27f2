import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { UsageBucket, UsageGroup, UsageKind, UsageMeasure, UsageView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface UsageFilter {
  /** A day of the time zone, or a moment. */
  from: string;
  /** A day, included; without it, now. */
  to?: string;
  timeZone: string;
  tenantId?: string;
  /** An id, or `none`; so are the next two. */
  agentId?: string;
  memberId?: string;
  apiKeyId?: string;
  provider?: string;
  model?: string;
  operation?: string;
  kind?: UsageKind;
}

export interface UsageQuestion extends UsageFilter {
  groupBy: UsageGroup | 'tenant';
  bucket: UsageBucket;
  /** How many groups a series tells apart. */
  top: number;
  /** By what the largest are found. */
  measure: UsageMeasure;
}

export type UsageAnswer = Omit<UsageView, 'groupBy'> & { groupBy: UsageGroup | 'tenant' };
export type UsageFile = 'table' | 'events' | 'lines';

@Injectable({ providedIn: 'root' })
export class UsageApi {
  private readonly http = inject(HttpClient);

  /** Follows the question; to be called in an injection context. For operators, of all tenants. */
  query(
    question: () => UsageQuestion,
    ofAllTenants: () => boolean,
  ): HttpResourceRef<UsageAnswer | undefined> {
    return httpResource<UsageAnswer>(() => ({
      url: ofAllTenants() ? '/v1/operator/usage' : '/v1/usage',
      params: { ...question() },
    }));
  }

  /** The view as a table, or its single events, of a month at most, as a table or lines of JSON. */
  file(question: UsageQuestion, file: UsageFile): Promise<Blob> {
    const { groupBy, bucket, top, measure, ...filter } = question;
    const url = file === 'table' ? '/v1/usage/csv' : '/v1/usage/events';
    const params =
      file === 'table'
        ? { ...filter, groupBy, bucket, top, measure }
        : { ...filter, format: file === 'events' ? 'csv' : 'ndjson' };
    return firstValueFrom(this.http.get(url, { params, responseType: 'blob' }));
  }
}
