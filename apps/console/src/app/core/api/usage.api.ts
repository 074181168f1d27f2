import { httpResource, type HttpResourceRef } from '@angular/common/http';
import { Injectable } from '@angular/core';
import type { UsageGroup, UsageView } from '@renum/contracts';

export interface UsageQuestion {
  /** Days in UTC, both included. */
  from: string;
  to: string;
  groupBy: UsageGroup;
}

@Injectable({ providedIn: 'root' })
export class UsageApi {
  /** Follows the question; to be called in an injection context. */
  query(question: () => UsageQuestion): HttpResourceRef<UsageView | undefined> {
    return httpResource<UsageView>(() => ({ url: '/v1/usage', params: { ...question() } }));
  }
}
