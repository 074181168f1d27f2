import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import type { CounterOf } from './budget/counter';
import { appOf } from './budget/holder';
import type { Span } from './budget/period';
import type { SpentSource } from './budget/run-budget';

/** Reads the events of runs and budgets. The data plane serves all tenants in one process. */
@Injectable()
export class LedgerSpent implements SpentSource {
  constructor(private readonly database: PlatformDatabase) {}

  async spent(tenantId: string, runId: string): Promise<{ id: string; costNano: bigint }[]> {
    const app = appOf(runId);
    const [condition, ...whose] = app
      ? [
          'api_key_id = ? and occurred_at >= ?::timestamptz and occurred_at < ?::timestamptz',
          ...[app.apiKeyId, app.from.toISOString(), app.to.toISOString()],
        ]
      : ['run_id = ?', runId];
    const rows = await this.database.transaction((em) =>
      em.execute<{ id: string; cost_nano: string }[]>(
        `select id::text as id, cost_nano::text as cost_nano from usage_events
         where tenant_id = ? and ${condition}`,
        [tenantId, ...whose],
      ),
    );
    return rows.map((row) => ({ id: row.id, costNano: BigInt(row.cost_nano) }));
  }

  async sum(of: CounterOf, { from, to }: Span): Promise<{ costNano: bigint; lateIds: string[] }> {
    const since = from?.toISOString() ?? '-infinity';
    const until = to?.toISOString() ?? 'infinity';
    const [condition, ...whose] = conditionOf(of);
    const events = `from usage_events u where ${condition}
      and u.occurred_at >= ?::timestamptz and u.occurred_at < ?::timestamptz`;
    const parameters = [...whose, since, until];
    // Periods begin and end with an hour, so the sums by hour have all of them; a run has few events.
    const sum =
      of.scope === 'grant'
        ? `select sum(u.cost_nano) ${events}`
        : `select sum(u.cost_nano) from usage_hourly u where ${condition}
             and u.hour >= ?::timestamptz and u.hour < ?::timestamptz`;
    // One statement, so one snapshot: an act is in both or in neither.
    const [row] = await this.database.transaction((em) =>
      em.execute<{ cost: string; ids: string[] }[]>(
        `select coalesce((${sum}), 0)::text as cost,
           (select coalesce(jsonb_agg(u.id), '[]'::jsonb) ${events} and ${LATE}) as ids`,
        [...parameters, ...parameters],
      ),
    );
    return { costNano: BigInt(row?.cost ?? 0), lateIds: row?.ids ?? [] };
  }
}

/** Came in so lately that whoever did it may not have told Redis yet; begun at most a call's length before. */
const LATE = `u.occurred_at >= now() - interval '20 minutes'
  and u.created_at >= now() - interval '2 minutes'`;

/** On `u`: the same columns in the events and in their sums, but for grants. */
export function conditionOf(of: CounterOf): [condition: string, ...parameters: string[]] {
  switch (of.scope) {
    case 'platform':
      return ['true'];
    case 'tenant':
      return ['u.tenant_id = ?', of.tenantId];
    case 'agent':
      return ['u.tenant_id = ? and u.agent_id = ?', of.tenantId, of.agentId];
    case 'app':
      return ['u.tenant_id = ? and u.api_key_id = ?', of.tenantId, of.apiKeyId];
    case 'provider':
      return ['u.tenant_id = ? and u.provider = ?', of.tenantId, of.provider];
    case 'grant': {
      const [kind, id = ''] = of.key.split('/');
      const column = kind === 'connection' ? 'connection_id' : 'provider';
      return [`u.tenant_id = ? and u.run_id = ? and u.${column} = ?`, of.tenantId, of.runId, id];
    }
    default: {
      const never: never = of;
      throw new Error(String(never));
    }
  }
}
