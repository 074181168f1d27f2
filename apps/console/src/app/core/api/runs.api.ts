import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { OperatorRunView, Page, RunState, RunView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface RunFilter {
  state?: RunState;
  agentId?: string;
  /** Why it failed, or which limit. */
  reason?: string;
}

@Injectable({ providedIn: 'root' })
export class RunsApi {
  private readonly http = inject(HttpClient);

  list(filter: RunFilter, cursor?: string): Promise<Page<RunView>> {
    return this.get<RunView>('/v1/runs', filter, cursor);
  }

  /** Of all tenants. */
  listAll(filter: RunFilter, cursor?: string): Promise<Page<OperatorRunView>> {
    return this.get<OperatorRunView>('/v1/operator/runs', filter, cursor);
  }

  private get<T>(url: string, filter: RunFilter, cursor?: string): Promise<Page<T>> {
    const asked = Object.entries({ ...filter, cursor }).filter(([, value]) => Boolean(value));
    const params = { limit: 25, ...(Object.fromEntries(asked) as Record<string, string>) };
    return firstValueFrom(this.http.get<Page<T>>(url, { params }));
  }
}
