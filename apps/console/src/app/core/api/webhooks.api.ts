import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type {
  NewWebhookView,
  Page,
  WebhookDeliveryView,
  WebhookEvent,
  WebhookSecretView,
  WebhookView,
} from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface WebhookSettings {
  url: string;
  description: string;
  events: WebhookEvent[];
}

/** What the tenant's own systems are told; for owners and admins. */
@Injectable({ providedIn: 'root' })
export class WebhooksApi {
  private readonly http = inject(HttpClient);

  /** In an injection context. */
  all(): HttpResourceRef<Page<WebhookView> | undefined> {
    return httpResource<Page<WebhookView>>(() => '/v1/webhooks');
  }

  one(id: () => string): HttpResourceRef<WebhookView | undefined> {
    return httpResource<WebhookView>(() => `/v1/webhooks/${id()}`);
  }

  /** The answer holds the signing secret, this once. */
  create(settings: WebhookSettings): Promise<NewWebhookView> {
    return firstValueFrom(this.http.post<NewWebhookView>('/v1/webhooks', settings));
  }

  update(
    id: string,
    change: Partial<WebhookSettings> & { enabled?: boolean },
  ): Promise<WebhookView> {
    return firstValueFrom(this.http.patch<WebhookView>(`/v1/webhooks/${id}`, change));
  }

  remove(id: string): Promise<void> {
    return firstValueFrom(this.http.delete<void>(`/v1/webhooks/${id}`));
  }

  rotateSecret(id: string): Promise<WebhookSecretView> {
    return firstValueFrom(
      this.http.post<WebhookSecretView>(`/v1/webhooks/${id}/rotate-secret`, {}),
    );
  }

  /** Waits for the endpoint, up to ten seconds. */
  test(id: string): Promise<WebhookDeliveryView> {
    return firstValueFrom(this.http.post<WebhookDeliveryView>(`/v1/webhooks/${id}/test`, {}));
  }

  deliveries(id: string, cursor?: string): Promise<Page<WebhookDeliveryView>> {
    const params = { limit: 25, ...(cursor && { cursor }) };
    const url = `/v1/webhooks/${id}/deliveries`;
    return firstValueFrom(this.http.get<Page<WebhookDeliveryView>>(url, { params }));
  }

  resend(id: string, deliveryId: string): Promise<WebhookDeliveryView> {
    const url = `/v1/webhooks/${id}/deliveries/${deliveryId}/resend`;
    return firstValueFrom(this.http.post<WebhookDeliveryView>(url, {}));
  }
}
