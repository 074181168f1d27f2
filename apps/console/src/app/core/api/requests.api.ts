import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { Page, RequestDecision, RequestLogView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

/** What the log is asked for; an absent field asks nothing. */
export interface RequestFilter {
  agentId?: string;
  /** What an external app called by this key. */
  apiKeyId?: string;
  runId?: string;
  provider?: string;
  decision?: RequestDecision;
  /** The first digit of the HTTP status. */
  status?: string;
  /** Moments in UTC: from is included, to is not. */
  from?: string;
  to?: string;
}

@Injectable({ providedIn: 'root' })
export class RequestsApi {
  private readonly http = inject(HttpClient);

  /** Newest first. */
  list(filter: RequestFilter, cursor?: string): Promise<Page<RequestLogView>> {
    const asked = Object.entries({ ...filter, cursor }).filter(([, value]) => Boolean(value));
    const params = { limit: '50', ...Object.fromEntries(asked) } as Record<string, string>;
    return firstValueFrom(this.http.get<Page<RequestLogView>>('/v1/requests', { params }));
  }
}
