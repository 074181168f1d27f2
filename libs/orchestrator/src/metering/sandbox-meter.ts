import { Injectable } from '@nestjs/common';
import { addUsage, platformUsageRow, WalletNews, type UsageRow } from '@renum/billing';
import { PlatformDatabase } from '@renum/database';
import { derivedId } from '@renum/platform';
import { beganIn, dueInstances, markMetered, type DueInstance } from './due-instances';
import { slicesOf, type Began } from './slices';

const BATCH = 200;
const AFTER_SECONDS = 50;

/**
 * Bills the time of sandboxes. A usage event and the mark of how far a sandbox has been billed are
 * written in one transaction, so a process that dies at any moment loses and doubles nothing, and
 * any number of processes may do it at once.
 */
@Injectable()
export class SandboxMeter {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly news: WalletNews,
  ) {}

  /** @returns how many usage events were written */
  async sweep({ afterSeconds = AFTER_SECONDS } = {}): Promise<number> {
    let count = 0;
    for (let rows = await this.batch(afterSeconds); rows.length > 0;) {
      count += rows.length;
      await this.news.afterSpending(rows.map((row) => row.tenant_id));
      rows = await this.batch(afterSeconds);
    }
    return count;
  }

  private batch(afterSeconds: number): Promise<UsageRow[]> {
    return this.database.transaction(async (em) => {
      const due = await dueInstances(em, { limit: BATCH, afterSeconds });
      if (due.length === 0) return [];
      const began = await beganIn(em, due);
      const rows = due.flatMap((instance) => usageOf(instance, began.get(instance.id) ?? []));
      await addUsage(em, rows);
      await markMetered(em, due);
      return rows;
    });
  }
}

function usageOf(instance: DueInstance, began: readonly Began[]): UsageRow[] {
  const { id: instanceId, tenantId, threadId, agentId, size, from, to } = instance;
  return slicesOf(from, to, began).map((slice) =>
    platformUsageRow({
      id: derivedId(slice.from, 'sandbox', instanceId),
      at: new Date(slice.from).toISOString(),
      kind: 'sandbox',
      operation: `sandbox.${size || 'unknown'}`,
      quantityMilli: slice.to - slice.from,
      ...{ tenantId, agentId, threadId, instanceId },
      runId: slice.of?.runId,
      agentVersionId: slice.of?.agentVersionId,
      userId: slice.of?.userId,
    }),
  );
}
