import { Injectable } from '@nestjs/common';
import { UsageQueries } from '@renum/billing';
import type {
  OperatorRunView,
  Page,
  RunEvent,
  RunEventBody,
  RunState,
  RunView,
} from '@renum/contracts';
import { PlatformDatabase, TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';
import { iso, pageOf, type PageQuery } from '../paging';
import { runView, SELECT_RUN, type RunRow } from './run-view';

export interface RunFilter extends PageQuery {
  state?: RunState;
  agentId?: string;
  threadId?: string;
  /** Why it failed, or which limit. */
  reason?: string;
}

interface EventRow {
  seq: number;
  at: string;
  type: RunEventBody['type'];
  body: Record<string, unknown>;
}

export const MAX_EVENTS = 1_000;

/** Reads runs and their durable events, in the current tenant. */
@Injectable()
export class RunQueries {
  constructor(
    private readonly database: TenantDatabase,
    private readonly platform: PlatformDatabase,
    private readonly usage: UsageQueries,
  ) {}

  async get(runId: string): Promise<RunView> {
    return this.database.transaction((em) => this.view(em, runId));
  }

  /** The run as it is inside the caller's transaction. */
  async view(em: EntityManager, runId: string): Promise<RunView> {
    const [row] = await em.execute<RunRow[]>(`${SELECT_RUN} where r.id = ?`, [runId]);
    if (!row) throw runNotFound();
    return runView(row, await this.usage.runTotals(em, runId));
  }

  /** Newest first. */
  async list(filter: RunFilter): Promise<Page<RunView>> {
    return this.database.transaction((em) => this.page(em, filter));
  }

  /** Newest first, of all tenants: for operators. */
  async listAll(filter: RunFilter): Promise<Page<OperatorRunView>> {
    return this.platform.transaction(async (em) => {
      const page = await this.page(em, filter);
      const rows = await em.execute<{ id: string; tenantId: string; tenantName: string }[]>(
        `select r.id, t.id as "tenantId", t.name as "tenantName"
         from runs r join tenants t on t.id = r.tenant_id
         where r.id in (select jsonb_array_elements_text(cast(? as jsonb))::uuid)`,
        [JSON.stringify(page.items.map(({ id }) => id))],
      );
      const owners = new Map(rows.map(({ id, ...owner }) => [id, owner]));
      const items = page.items.flatMap((run) => {
        const owner = owners.get(run.id);
        return owner ? [{ ...run, ...owner }] : [];
      });
      return { ...page, items };
    });
  }

  /** Durable events with a number above `after`, ascending. */
  async events(runId: string, after: number, limit = MAX_EVENTS): Promise<RunEvent[]> {
    return this.database.transaction(async (em) => {
      const [run] = await em.execute('select 1 from runs where id = ?', [runId]);
      if (!run) throw runNotFound();
      const rows = await em.execute<EventRow[]>(
        `select seq, at, type, body from run_events
         where run_id = ? and seq > ? order by seq limit ?`,
        [runId, after, Math.min(limit, MAX_EVENTS)],
      );
      return rows.map((row) => eventOf(runId, row));
    });
  }

  /** Across tenants: the highest stored number of each of these runs. */
  async lastSeqs(runIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.platform.transaction((em) =>
      em.execute<{ runId: string; seq: number }[]>(
        `select run_id as "runId", max(seq) as seq from run_events
         where run_id in (select jsonb_array_elements_text(cast(? as jsonb))::uuid)
         group by run_id`,
        [JSON.stringify(runIds)],
      ),
    );
    return new Map(rows.map(({ runId, seq }) => [runId, seq]));
  }

  private async page(em: EntityManager, filter: RunFilter): Promise<Page<RunView>> {
    const { cursor, limit, state, agentId, threadId, reason } = filter;
    const conditions: [string, string | undefined][] = [
      ['r.id < ?::uuid', cursor],
      ['r.state = ?', state],
      ['r.agent_id = ?::uuid', agentId],
      ['r.thread_id = ?::uuid', threadId],
      ['r.reason = ?', reason],
    ];
    const set = conditions.filter(([, value]) => value !== undefined);
    const where = set.length > 0 ? `where ${set.map(([sql]) => sql).join(' and ')}` : '';
    const rows = await em.execute<RunRow[]>(`${SELECT_RUN} ${where} order by r.id desc limit ?`, [
      ...set.map(([, value]) => value),
      limit + 1,
    ]);
    const totals = await this.usage.runsTotals(
      em,
      rows.map(({ id }) => id),
    );
    return pageOf(
      rows.map((row) => runView(row, totals.get(row.id))),
      limit,
    );
  }
}

export const runNotFound = (): DomainError => new DomainError('not_found', 'There is no such run.');

/** The body's fields cannot be checked against the type: older events keep their older form. */
const eventOf = (runId: string, { seq, at, type, body }: EventRow): RunEvent =>
  ({ ...body, runId, seq, at: iso(at), type }) as RunEvent;
