import { Injectable } from '@nestjs/common';
import type { BudgetView, Page } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import { BudgetFiguresReader } from './budget-figures';
import { listBudgets } from './budget-views';

/** What operators see of the budgets that tenants set themselves. */
@Injectable()
export class TenantBudgetsService {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly figures: BudgetFiguresReader,
  ) {}

  /** Newest first; none for a tenant that does not exist. */
  list(tenantId: string, page: { cursor?: string; limit: number }): Promise<Page<BudgetView>> {
    return this.database.transaction((em) => listBudgets(em, this.figures, { ...page, tenantId }));
  }
}
