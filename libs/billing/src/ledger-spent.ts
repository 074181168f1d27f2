import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import type { CounterOf } from './budget/counter';
import type { Span } from './budget/period';
import type { SpentSource } from './budget/run-budget';

/** Reads the events of runs and budgets. The data plane serves all tenants in one process. */
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

  async sum(of: CounterOf, { from, to }: Span): Promise<{ costNano: bigint; lateIds: string[] }> {
    const [condition, ...whose] = conditionOf(of);
    const inSpan = 'u.occurred_at >= ?::timestamptz and u.occurred_at < ?::timestamptz';
    const span = [from?.toISOString() ?? '-infinity', to?.toISOString() ?? 'infinity'];
    // Tenant by tenant, also for the platform: each sum walks the tenant's own part of an index.
    const events = `from tenants t cross join lateral (
      select WHAT from usage_events u where u.tenant_id = t.id and ${inSpan} and ${condition}
    ) e${of.scope === 'platform' ? '' : ' where t.id = ?'}`;
    const parameters = [...span, ...whose, ...(of.scope === 'platform' ? [] : [of.tenantId])];
    const sum = events.replace('WHAT', 'sum(u.cost_nano) as cost');
    const late = events
      .replace('WHAT', 'u.id')
      .replace('u.occurred_at >= ', `${LATE} and u.occurred_at >= `);
    // One statement, so one snapshot: an act is in both or in neither.
    const [row] = await this.database.transaction((em) =>
      em.execute<{ cost: string; ids: string[] }[]>(
        `select (select coalesce(sum(e.cost), 0)::text ${sum}) as cost,
           (select coalesce(jsonb_agg(e.id), '[]'::jsonb) ${late}) as ids`,
        [...parameters, ...parameters],
      ),
    );
    return { costNano: BigInt(row?.cost ?? 0), lateIds: row?.ids ?? [] };
  }
}

/** Came in so lately that whoever did it may not have told Redis yet; begun at most a call's length before. */
const LATE = `u.occurred_at >= now() - interval '20 minutes'
  and u.created_at >= now() - interval '2 minutes'`;

function conditionOf(of: CounterOf): [condition: string, ...parameters: string[]] {
  switch (of.scope) {
    case 'platform':
    case 'tenant':
      return ['true'];
    case 'agent':
      return ['u.agent_id = ?', of.agentId];
    case 'provider':
      return ['u.provider = ?', of.provider];
    case 'grant': {
      const [kind, id = ''] = of.key.split('/');
      return [
        `u.run_id = ? and u.${kind === 'connection' ? 'connection_id' : 'provider'} = ?`,
        of.runId,
        id,
      ];
    }
    default: {
      const never: never = of;
      throw new Error(String(never));
    }
  }
}
