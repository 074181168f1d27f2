import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type { RerateView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface RerateQuestion {
  /** `2026-10` */
  month: string;
  /** The difference is billed in the open month: for a month that has its invoice. */
  intoOpenMonth: boolean;
}

/** Months that are charged anew, by the prices that hold for them now. */
@Injectable({ providedIn: 'root' })
export class RatingApi {
  private readonly http = inject(HttpClient);

  /** What it would come to; writes nothing. */
  preview(tenantId: string, question: RerateQuestion): Promise<RerateView> {
    return this.ask(tenantId, { ...question, preview: true });
  }

  /** Books the difference. Done again, it finds nothing to book. */
  apply(tenantId: string, question: RerateQuestion): Promise<RerateView> {
    return this.ask(tenantId, { ...question, preview: false });
  }

  private ask(tenantId: string, body: RerateQuestion & { preview: boolean }): Promise<RerateView> {
    const url = `/v1/operator/tenants/${tenantId}/rerate`;
    return firstValueFrom(this.http.post<RerateView>(url, body));
  }
}
