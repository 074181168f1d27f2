import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { CheckoutView, PaymentView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

/** Payments through the payment provider, on pages of its own. */
@Injectable({ providedIn: 'root' })
export class PaymentsApi {
  private readonly http = inject(HttpClient);

  /** @param id chosen by the caller: sent again, it is still one payment */
  topUp(id: string, amountNano: string): Promise<CheckoutView> {
    const body = { id, amountNano };
    return firstValueFrom(this.http.post<CheckoutView>('/v1/wallet/top-ups', body));
  }

  payInvoice(id: string, invoiceId: string): Promise<CheckoutView> {
    const url = `/v1/invoices/${invoiceId}/payments`;
    return firstValueFrom(this.http.post<CheckoutView>(url, { id }));
  }

  get(id: string): Promise<PaymentView> {
    return firstValueFrom(this.http.get<PaymentView>(`/v1/payments/${id}`));
  }
}
