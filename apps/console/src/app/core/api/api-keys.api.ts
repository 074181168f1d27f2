import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { ApiKeyRole, ApiKeyScope, ApiKeyView, NewApiKeyView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface NewApiKey {
  name: string;
  role: ApiKeyRole;
  scopes: ApiKeyScope[];
  /** `provider/model`, with `*` for any part; without it all that the tenant has a key for. */
  models?: string[];
  /** A moment in UTC; without it the key does not expire. */
  expiresAt?: string;
}

/** Keys of the tenant's own programs. */
@Injectable({ providedIn: 'root' })
export class ApiKeysApi {
  private readonly http = inject(HttpClient);

  /** For owners and admins; in an injection context. */
  all(): HttpResourceRef<{ items: ApiKeyView[] } | undefined> {
    return httpResource<{ items: ApiKeyView[] }>(() => '/v1/api-keys');
  }

  /** The answer holds the key, this once. */
  create(key: NewApiKey): Promise<NewApiKeyView> {
    return firstValueFrom(this.http.post<NewApiKeyView>('/v1/api-keys', key));
  }

  revoke(id: string): Promise<void> {
    return firstValueFrom(this.http.delete<void>(`/v1/api-keys/${id}`));
  }
}
