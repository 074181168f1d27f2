import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type {
  CustomOperation,
  CustomProviderAuth,
  CustomProviderView,
  OpenApiPreview,
  Page,
  ProviderView,
} from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

/** A tenant's own HTTP API: by form with `operations`, or by an OpenAPI file and what was chosen of it. */
export interface NewCustomProvider {
  title: string;
  /** Fixed for good: a stored key can so never be led to another host. */
  baseUrl: string;
  docsUrl?: string;
  auth: CustomProviderAuth;
  operations?: CustomOperation[];
  openapi?: string;
  operationIds?: string[];
}

export type CustomProviderChange = Partial<
  Pick<NewCustomProvider, 'title' | 'docsUrl' | 'auth' | 'operations'>
>;

/** The catalogue, and what a tenant adds to it. */
@Injectable({ providedIn: 'root' })
export class ProvidersApi {
  private readonly http = inject(HttpClient);

  /** In an injection context, as the other resources. */
  all(): HttpResourceRef<Page<ProviderView> | undefined> {
    return httpResource<Page<ProviderView>>(() => '/v1/providers');
  }

  one(id: () => string): HttpResourceRef<ProviderView | undefined> {
    return httpResource<ProviderView>(() => `/v1/providers/${id()}`);
  }

  custom(id: string): Promise<CustomProviderView> {
    return firstValueFrom(this.http.get<CustomProviderView>(`/v1/providers/custom/${id}`));
  }

  /** Reads an OpenAPI description and stores nothing. */
  preview(openapi: string): Promise<OpenApiPreview> {
    return firstValueFrom(
      this.http.post<OpenApiPreview>('/v1/providers/custom/preview', { openapi }),
    );
  }

  create(provider: NewCustomProvider): Promise<CustomProviderView> {
    return firstValueFrom(this.http.post<CustomProviderView>('/v1/providers/custom', provider));
  }

  update(id: string, change: CustomProviderChange): Promise<CustomProviderView> {
    return firstValueFrom(
      this.http.patch<CustomProviderView>(`/v1/providers/custom/${id}`, change),
    );
  }

  archive(id: string): Promise<void> {
    return firstValueFrom(this.http.delete<void>(`/v1/providers/custom/${id}`));
  }
}
