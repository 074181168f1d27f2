import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { TracingSettings, TracingView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

/** The tenant's runs in its own Langfuse; for owners and admins. */
@Injectable({ providedIn: 'root' })
export class TracingApi {
  private readonly http = inject(HttpClient);

  /** In an injection context. */
  settings(): HttpResourceRef<TracingView | undefined> {
    return httpResource<TracingView>(() => '/v1/tracing');
  }

  set(settings: TracingSettings): Promise<TracingView> {
    return firstValueFrom(this.http.put<TracingView>('/v1/tracing', settings));
  }
}
