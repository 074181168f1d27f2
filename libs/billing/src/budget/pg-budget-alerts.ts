import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { newId } from '@renum/platform';
import { RowInsert } from '../row-insert';
import type { AlertSink, PassedThreshold } from './budget-alerts';

interface PlatformRow {
  id: string;
  budget_id: string;
  period_start: string;
  threshold: number;
  limit_nano: string;
  spent_nano: string;
}
interface TenantRow extends PlatformRow {
  tenant_id: string;
}

const COLUMNS = {
  id: 'uuid',
  budget_id: 'uuid',
  period_start: 'timestamptz',
  threshold: 'int',
  limit_nano: 'bigint',
  spent_nano: 'bigint',
} as const;
const ofTenants = new RowInsert<TenantRow>('budget_alerts', { ...COLUMNS, tenant_id: 'uuid' });
const ofPlatform = new RowInsert<PlatformRow>('platform_budget_alerts', COLUMNS);

/** Alerts on record. A budget that was deleted meanwhile alerts nobody. */
@Injectable()
export class PgBudgetAlerts implements AlertSink {
  constructor(private readonly database: PlatformDatabase) {}

  async add(passed: readonly PassedThreshold[]): Promise<void> {
    const tenants = passed.flatMap((each) =>
      each.tenantId ? [{ ...rowOf(each), tenant_id: each.tenantId }] : [],
    );
    const platform = passed.filter(({ tenantId }) => !tenantId).map(rowOf);
    if (tenants.length > 0) await ofTenants.write(this.database, tenants);
    if (platform.length > 0) await ofPlatform.write(this.database, platform);
  }
}

const rowOf = (each: PassedThreshold): PlatformRow => ({
  id: newId(),
  budget_id: each.budgetId,
  period_start: each.periodStart.toISOString(),
  threshold: each.threshold,
  limit_nano: String(each.limitNano),
  spent_nano: String(each.spentNano),
});
