import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type {
  BillingTermsView,
  Page,
  WalletStateView,
  WalletTransactionView,
  WalletView,
} from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

/** A movement that an operator makes; sent again under its id, it is made only once. */
export interface Movement {
  id: string;
  amountNano: string;
  reference?: string;
}

export interface Credit extends Movement {
  expiresAt?: string;
  /** Lower ones are used first. */
  priority?: number;
}

export type MovementKind = 'top-ups' | 'refunds' | 'credits';
export type Terms = Partial<Omit<BillingTermsView, 'currency'>>;

const ofTenant = (id: string) => `/v1/operator/tenants/${id}`;

/** A tenant's money: its own, or, for operators, that of the tenant they name. */
@Injectable({ providedIn: 'root' })
export class WalletApi {
  private readonly http = inject(HttpClient);

  /** In an injection context, as the other resources. */
  one(tenantId: () => string | undefined): HttpResourceRef<WalletView | undefined> {
    return httpResource<WalletView>(() => {
      const id = tenantId();
      return id === undefined ? '/v1/wallet' : `${ofTenant(id)}/wallet`;
    });
  }

  /** The tenant's own, where it is wanted. */
  own(wanted: () => boolean): HttpResourceRef<WalletView | undefined> {
    return httpResource<WalletView>(() => (wanted() ? '/v1/wallet' : undefined));
  }

  state(): Promise<WalletStateView> {
    return firstValueFrom(this.http.get<WalletStateView>('/v1/wallet/state'));
  }

  transactions(tenantId?: string, cursor?: string): Promise<Page<WalletTransactionView>> {
    const base = tenantId === undefined ? '/v1/wallet' : ofTenant(tenantId);
    const params = { limit: 25, ...(cursor && { cursor }) };
    return firstValueFrom(
      this.http.get<Page<WalletTransactionView>>(`${base}/transactions`, { params }),
    );
  }

  terms(tenantId: () => string): HttpResourceRef<BillingTermsView | undefined> {
    return httpResource<BillingTermsView>(() => `${ofTenant(tenantId())}/billing`);
  }

  setTerms(tenantId: string, terms: Terms): Promise<BillingTermsView> {
    return firstValueFrom(
      this.http.patch<BillingTermsView>(`${ofTenant(tenantId)}/billing`, terms),
    );
  }

  move(tenantId: string, kind: MovementKind, body: Movement | Credit): Promise<WalletView> {
    return firstValueFrom(this.http.post<WalletView>(`${ofTenant(tenantId)}/${kind}`, body));
  }
}
