import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import type { SpentSource } from './budget/run-budget';

/** Reads a run's events for its budget. The data plane serves all tenants in one process. */
@Injectable()
export class LedgerSpent implements SpentSource {
  constructor(private readonly database: PlatformDatabase) {}

  async spent(tenantId: string, runId: string): Promise<{ id: string; costNano: bigint }[]> {
    const rows = await this.database.transaction((em) =>
      em.execute<{ id: string; cost_nano: string }[]>(
        `select id::text as id, cost_nano::text as cost_nano from usage_events
         where tenant_id = ? and run_id = ?`,
        [tenantId, runId],
      ),
    );
    return rows.map((row) => ({ id: row.id, costNano: BigInt(row.cost_nano) }));
  }
}
