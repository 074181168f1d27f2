import { Injectable } from '@nestjs/common';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { newId } from '@renum/platform';
import { addUsage } from '../pg-usage-sink';
import { WalletNews } from '../wallet/wallet-news';
import { platformUsageRow } from './platform-use';

/** Bytes of one agent or app in one hour that are not billed yet. */
interface Carried {
  tenantId: string;
  hour: string;
  agentId: string | null;
  apiKeyId: string | null;
  userId: string | null;
  bytes: string;
}

/** Rows of sums, not events: an hour of an agent is a few. */
const BATCH = 2_000;
/** A call is of the hour in which it began, and may take a quarter of one. */
const CLOSED_AFTER = '20 minutes';
/** How far back is looked, in days. */
const WITHIN = { usual: 3, late: 62 } as const;

/**
 * Bills what calls sent out and what came back, once their hour is over: the bytes are in the sums by
 * hour already, and each sum remembers how many of its own are billed. What comes late is the
 * difference. The mark and the event are one transaction.
 */
@Injectable()
export class EgressMeter {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly news: WalletNews,
  ) {}

  /**
   * @param wanted `now` of the database, unless told; `late`: also what processes that died long ago
   *   have brought in since
   * @returns how many usage events were written
   */
  async sweep({ now, late = false }: { now?: Date; late?: boolean } = {}): Promise<number> {
    const days = late ? WITHIN.late : WITHIN.usual;
    let count = 0;
    for (;;) {
      const tenantIds = await this.batch(days, now);
      if (!tenantIds) return count;
      count += tenantIds.length;
      await this.news.afterSpending(tenantIds);
    }
  }

  /** Whose events were written; nothing when there is nothing left to bill. */
  private batch(days: number, now?: Date): Promise<string[] | undefined> {
    return this.database.transaction(async (em) => {
      const carried = await take(em, days, now);
      if (carried.length === 0) return undefined;
      const rows = carried.map(usageOf).filter((row) => row.quantity_milli > 0);
      await addUsage(em, rows);
      return rows.map((row) => row.tenant_id);
    });
  }
}

/** Marks sums as billed, and says what that adds up to. Rows that another process has are left to it. */
async function take(em: EntityManager, days: number, now?: Date): Promise<Carried[]> {
  return em.execute<Carried[]>(
    `with due as (
       select ctid as place, request_bytes + response_bytes - egress_metered_bytes as bytes
       from usage_hourly
       where kind in ('llm', 'tool') and request_bytes + response_bytes > egress_metered_bytes
         and hour + interval '1 hour' + interval '${CLOSED_AFTER}' <= coalesce(?, now())
         and hour > coalesce(?, now()) - make_interval(days => ?)
       order by tenant_id, hour, agent_id limit ${BATCH} for update skip locked
     ), marked as (
       update usage_hourly h set egress_metered_bytes = h.request_bytes + h.response_bytes
       from due where h.ctid = due.place
       returning h.tenant_id, h.hour, h.agent_id, h.api_key_id, h.user_id, due.bytes
     )
     select tenant_id as "tenantId", to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
         as hour, agent_id as "agentId", api_key_id as "apiKeyId", user_id as "userId",
       sum(bytes)::text as bytes
     from marked group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
    [now ?? null, now ?? null, days],
  );
}

const usageOf = ({ tenantId, hour, agentId, apiKeyId, userId, bytes }: Carried) =>
  platformUsageRow({
    id: newId(),
    at: hour,
    kind: 'egress',
    operation: 'egress',
    // Thousandths of a million bytes; rounded once for the event.
    quantityMilli: Math.round(Number(bytes) / 1_000),
    tenantId,
    agentId: agentId ?? undefined,
    apiKeyId: apiKeyId ?? undefined,
    userId: userId ?? undefined,
  });
