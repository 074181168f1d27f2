import { HttpClient, httpResource, type HttpResourceRef } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import type {
  BudgetAlertView,
  BudgetBurnDownView,
  BudgetPeriod,
  BudgetScope,
  BudgetView,
  Page,
  PlatformBudgetView,
} from '@renum/contracts';
import { firstValueFrom } from 'rxjs';

export interface NewBudget {
  scope: BudgetScope;
  agentId?: string;
  provider?: string;
  apiKeyId?: string;
  period: BudgetPeriod;
  limitNano: string;
}

export type NewPlatformBudget = Pick<NewBudget, 'period' | 'limitNano'>;

/** Where budgets are: a tenant's own, or those of the whole platform. */
export type BudgetPlace = 'tenant' | 'platform';

const URLS: Record<BudgetPlace, string> = {
  tenant: '/v1/budgets',
  platform: '/v1/operator/budgets',
};
/** As many as the API gives at once. */
const ALL = { limit: 200 };

@Injectable({ providedIn: 'root' })
export class BudgetsApi {
  private readonly http = inject(HttpClient);

  /** In an injection context, as the other resources. */
  all(): HttpResourceRef<Page<BudgetView> | undefined> {
    return httpResource<Page<BudgetView>>(() => ({ url: URLS.tenant, params: ALL }));
  }

  platform(): HttpResourceRef<Page<PlatformBudgetView> | undefined> {
    return httpResource<Page<PlatformBudgetView>>(() => URLS.platform);
  }

  burnDown(
    place: () => BudgetPlace,
    id: () => string,
  ): HttpResourceRef<BudgetBurnDownView | undefined> {
    return httpResource<BudgetBurnDownView>(() => `${URLS[place()]}/${id()}/burn-down`);
  }

  alerts(cursor?: string): Promise<Page<BudgetAlertView>> {
    const params = { limit: 20, ...(cursor && { cursor }) };
    const url = `${URLS.tenant}/alerts`;
    return firstValueFrom(this.http.get<Page<BudgetAlertView>>(url, { params }));
  }

  create(budget: NewBudget): Promise<BudgetView> {
    return firstValueFrom(this.http.post<BudgetView>(URLS.tenant, budget));
  }

  createPlatform(budget: NewPlatformBudget): Promise<PlatformBudgetView> {
    return firstValueFrom(this.http.post<PlatformBudgetView>(URLS.platform, budget));
  }

  setLimit(place: BudgetPlace, id: string, limitNano: string): Promise<PlatformBudgetView> {
    return firstValueFrom(
      this.http.patch<PlatformBudgetView>(`${URLS[place]}/${id}`, { limitNano }),
    );
  }

  remove(place: BudgetPlace, id: string): Promise<void> {
    return firstValueFrom(this.http.delete<void>(`${URLS[place]}/${id}`));
  }
}
