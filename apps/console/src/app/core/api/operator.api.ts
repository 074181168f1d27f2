import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type {
  BudgetView,
  HealthView,
  InstanceView,
  InvitationView,
  Page,
  TenantView,
} from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface NewTenant {
  name: string;
  slug: string;
  ownerEmail: string;
}

/** What operators of the platform see and do, over all tenants. */
@Injectable({ providedIn: 'root' })
export class OperatorApi {
  private readonly http = inject(HttpClient);

  tenants(cursor?: string): Promise<Page<TenantView>> {
    return this.page<TenantView>('/v1/operator/tenants', cursor);
  }

  /** In an injection context, as the other resources. */
  tenant(id: () => string): HttpResourceRef<TenantView | undefined> {
    return httpResource<TenantView>(() => `/v1/operator/tenants/${id()}`);
  }

  budgets(tenantId: () => string): HttpResourceRef<Page<BudgetView> | undefined> {
    return httpResource<Page<BudgetView>>(() => ({
      url: `/v1/operator/tenants/${tenantId()}/budgets`,
      params: { limit: 200 },
    }));
  }

  createTenant(tenant: NewTenant): Promise<TenantView & { ownerInvitation: InvitationView }> {
    return firstValueFrom(
      this.http.post<TenantView & { ownerInvitation: InvitationView }>(
        '/v1/operator/tenants',
        tenant,
      ),
    );
  }

  setTenantState(id: string, state: TenantView['state']): Promise<TenantView> {
    const action = state === 'active' ? 'activate' : 'suspend';
    return firstValueFrom(this.http.post<TenantView>(`/v1/operator/tenants/${id}/${action}`, {}));
  }

  instances(cursor?: string): Promise<Page<InstanceView>> {
    return this.page<InstanceView>('/v1/operator/instances', cursor);
  }

  stopInstance(id: string): Promise<void> {
    return firstValueFrom(this.http.post<void>(`/v1/operator/instances/${id}/stop`, {}));
  }

  health(): HttpResourceRef<HealthView | undefined> {
    return httpResource<HealthView>(() => '/v1/operator/health');
  }

  private page<T>(url: string, cursor?: string): Promise<Page<T>> {
    const params = { limit: 50, ...(cursor && { cursor }) };
    return firstValueFrom(this.http.get<Page<T>>(url, { params }));
  }
}
