import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { Page, PriceOverrideView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface NewPrice extends Pick<
  PriceOverrideView,
  'provider' | 'model' | 'meter' | 'rates' | 'tenantId'
> {
  /** Now, unless told. */
  effectiveFrom?: string;
}

const URL = '/v1/operator/prices';

/** Prices above the public list. An entry is never changed; the next one takes its place. */
@Injectable({ providedIn: 'root' })
export class PricesApi {
  private readonly http = inject(HttpClient);

  /** Newest first, of all tenants. */
  list(cursor?: string): Promise<Page<PriceOverrideView>> {
    const params = { limit: 50, ...(cursor && { cursor }) };
    return firstValueFrom(this.http.get<Page<PriceOverrideView>>(URL, { params }));
  }

  set(price: NewPrice): Promise<PriceOverrideView> {
    return firstValueFrom(this.http.post<PriceOverrideView>(URL, price));
  }
}
