import { Injectable } from '@nestjs/common';
import { addUsage, platformUsageRow, WalletNews, type UsageRow } from '@renum/billing';
import { PlatformDatabase } from '@renum/database';
import { derivedId } from '@renum/platform';
import { workspaceBytes } from '../workspace/workspace-size';
import { Workspaces } from '../workspace/workspaces';

interface Unmetered {
  threadId: string;
  agentId: string;
  userId: string | null;
}

/** Measured, then written together. */
const BATCH = 100;
const HOUR_MS = 3_600_000;

/**
 * Bills the room that workspaces take: once for each thread and hour in which somebody looks, as it is
 * at that moment. The event's id is made of thread and hour, so many may look and one event comes of
 * it. Hours in which no worker ran are nobody's to pay.
 */
@Injectable()
export class StorageMeter {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly workspaces: Workspaces,
    private readonly news: WalletNews,
  ) {}

  /** @returns how many workspaces were measured for an event */
  async sweep({ now = Date.now() } = {}): Promise<number> {
    const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
    let count = 0;
    for await (const { tenantId, threadIds } of this.workspaces.all()) {
      const due = await this.unmetered(tenantId, threadIds, hour);
      for (let from = 0; from < due.length; from += BATCH)
        count += await this.bill(tenantId, hour, due.slice(from, from + BATCH));
    }
    return count;
  }

  /** Folders of threads that are no more are not billed. In one order, for those who write at once. */
  private unmetered(tenantId: string, threadIds: string[], hour: number): Promise<Unmetered[]> {
    return this.database.transaction((em) =>
      em.execute<Unmetered[]>(
        `select t.id as "threadId", t.agent_id as "agentId", t.created_by as "userId"
         from threads t where t.tenant_id = ?
           and t.id in (select id::uuid from jsonb_array_elements_text(cast(? as jsonb)) as ids (id))
           and not exists (select from usage_events u where u.tenant_id = t.tenant_id
             and u.occurred_at = ? and u.kind = 'storage' and u.thread_id = t.id)
         order by t.id`,
        [tenantId, JSON.stringify(threadIds), new Date(hour)],
      ),
    );
  }

  private async bill(tenantId: string, hour: number, due: readonly Unmetered[]): Promise<number> {
    const rows: UsageRow[] = [];
    for (const thread of due) {
      const dir = this.workspaces.pathOf(tenantId, thread.threadId);
      const bytes = await workspaceBytes(dir, Number.POSITIVE_INFINITY);
      const row = usageOf(tenantId, hour, thread, bytes);
      if (row.quantity_milli > 0) rows.push(row);
    }
    if (rows.length === 0) return 0;
    await this.database.transaction((em) => addUsage(em, rows));
    await this.news.afterSpending([tenantId]);
    return rows.length;
  }
}

const usageOf = (
  tenantId: string,
  hour: number,
  { threadId, agentId, userId }: Unmetered,
  bytes: number,
): UsageRow =>
  platformUsageRow({
    id: derivedId(hour, 'storage', threadId),
    at: new Date(hour).toISOString(),
    kind: 'storage',
    operation: 'storage',
    // Thousandths of a billion bytes, for one hour; rounded once for the event.
    quantityMilli: Math.round(bytes / 1_000_000),
    ...{ tenantId, threadId, agentId },
    ...(userId && { userId }),
  });
