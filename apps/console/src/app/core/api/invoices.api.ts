import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { InvoiceDetailView, InvoiceView, Page } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

/** Who looks: people of the tenant, or operators, who also see drafts. */
export type InvoiceDoor = 'tenant' | 'operator';
/** The steps that an operator takes with an invoice. */
export type InvoiceStep = 'issue' | 'pay' | 'void';

export interface NewCreditNote {
  id: string;
  netNano: string;
  reason: string;
}

const URLS: Record<InvoiceDoor, string> = {
  tenant: '/v1/invoices',
  operator: '/v1/operator/invoices',
};

@Injectable({ providedIn: 'root' })
export class InvoicesApi {
  private readonly http = inject(HttpClient);

  /** The tenant's own; of `tenantId`, with drafts, for operators. */
  list(tenantId?: string, cursor?: string): Promise<Page<InvoiceView>> {
    const url = tenantId === undefined ? URLS.tenant : `/v1/operator/tenants/${tenantId}/invoices`;
    const params = { limit: 25, ...(cursor && { cursor }) };
    return firstValueFrom(this.http.get<Page<InvoiceView>>(url, { params }));
  }

  /** In an injection context, as the other resources. */
  one(door: () => InvoiceDoor, id: () => string): HttpResourceRef<InvoiceDetailView | undefined> {
    return httpResource<InvoiceDetailView>(() => `${URLS[door()]}/${id()}`);
  }

  file(door: InvoiceDoor, id: string, kind: 'pdf' | 'csv'): Promise<Blob> {
    return firstValueFrom(this.http.get(`${URLS[door]}/${id}/${kind}`, { responseType: 'blob' }));
  }

  /** @param month `2026-10` */
  draft(tenantId: string, month: string): Promise<InvoiceDetailView> {
    return firstValueFrom(
      this.http.post<InvoiceDetailView>(`/v1/operator/tenants/${tenantId}/invoices`, { month }),
    );
  }

  step(id: string, step: InvoiceStep): Promise<InvoiceDetailView> {
    return firstValueFrom(this.http.post<InvoiceDetailView>(`${URLS.operator}/${id}/${step}`, {}));
  }

  credit(id: string, note: NewCreditNote): Promise<InvoiceDetailView> {
    return firstValueFrom(
      this.http.post<InvoiceDetailView>(`${URLS.operator}/${id}/credit-notes`, note),
    );
  }
}
