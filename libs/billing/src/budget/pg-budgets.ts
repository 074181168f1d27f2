import { Injectable } from '@nestjs/common';
import type { BudgetPeriod, BudgetScope } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import type { BudgetRow, BudgetSource } from './budget-book';

interface Row {
  id: string;
  tenant_id: string | null;
  scope: BudgetScope | 'platform';
  agent_id: string | null;
  api_key_id: string | null;
  provider: string | null;
  period: BudgetPeriod;
  limit_nano: string;
  created_at: Date | string;
}

const SQL = /* sql */ `
select id, tenant_id, scope, agent_id, api_key_id, provider, period, limit_nano::text as limit_nano, created_at
from budgets
union all
select id, null, 'platform', null, null, null, period, limit_nano::text, created_at from platform_budgets
order by id`;

/** All budgets of all tenants. The data plane serves them in one process. */
@Injectable()
export class PgBudgets implements BudgetSource {
  constructor(private readonly database: PlatformDatabase) {}

  async all(): Promise<BudgetRow[]> {
    const rows = await this.database.transaction((em) => em.execute<Row[]>(SQL));
    return rows.map((row) => ({
      id: row.id,
      tenantId: row.tenant_id,
      scope: row.scope,
      agentId: row.agent_id,
      apiKeyId: row.api_key_id,
      provider: row.provider,
      period: row.period,
      limitNano: BigInt(row.limit_nano),
      createdAt: new Date(row.created_at),
    }));
  }
}
