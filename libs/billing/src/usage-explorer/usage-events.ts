import { Injectable } from '@nestjs/common';
import type { UsageEventView } from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import { tenantContext } from '@renum/platform';
import { conditionsOf } from './conditions';
import type { UsageFilters } from './question';

export interface EventRange extends Omit<UsageFilters, 'tenantId'> {
  from: Date;
  /** Exclusive. */
  to: Date;
}

/** As many as are in memory at a time. */
const PAGE = 1_000;

/** Under the view's names. */
const SELECT = /* sql */ `
  select u.id::text as "id",
    to_char(u.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "at",
    u.kind as "kind", u.agent_id::text as "agentId", a.name as "agentName",
    u.api_key_id::text as "apiKeyId", u.user_id::text as "memberId", u.run_id::text as "runId",
    u.provider as "provider", u.model as "model", u.operation as "operation", u.status as "status",
    u.input_tokens as "inputTokens", u.cache_read_tokens as "cacheReadTokens",
    u.cache_write_tokens as "cacheWriteTokens", u.output_tokens as "outputTokens",
    u.meter as "meter", u.quantity_milli::float8 as "quantityMilli",
    u.cost_nano::text as "costNano",
    coalesce((select sum(c.charge_nano) from usage_charges c where c.event_id = u.id), 0)::text
      as "chargeNano",
    u.currency as "currency", u.estimated_reason as "estimatedReason",
    u.platform_key as "platformKey", u.duration_ms as "durationMs",
    u.first_token_ms as "firstTokenMs"
  from usage_events u left join agents a on a.tenant_id = u.tenant_id and a.id = u.agent_id`;

/** Single usage events of the current tenant, for export. */
@Injectable()
export class UsageEvents {
  constructor(private readonly database: TenantDatabase) {}

  /** Oldest first, a page at a time; the tenant is the one that asked, whoever reads on. */
  async *pages(range: EventRange): AsyncGenerator<UsageEventView[], void> {
    const scope = tenantContext.current();
    let last: UsageEventView | undefined;
    do {
      const events = await tenantContext.run(scope, () => this.page(range, last));
      if (events.length > 0) yield events;
      last = events.length < PAGE ? undefined : events.at(-1);
    } while (last);
  }

  private async page(range: EventRange, last?: UsageEventView): Promise<UsageEventView[]> {
    const { conditions, values } = conditionsOf(range);
    const all = ['u.occurred_at >= ?', 'u.occurred_at < ?', ...conditions];
    if (last) all.push('(u.occurred_at, u.id) > (?::timestamptz, ?::uuid)');
    const rows = await this.database.transaction((em) =>
      em.execute<Record<string, unknown>[]>(
        `${SELECT} where ${all.join(' and ')} order by u.occurred_at, u.id limit ${PAGE}`,
        [
          range.from.toISOString(),
          range.to.toISOString(),
          ...values,
          ...(last ? [last.at, last.id] : []),
        ],
      ),
    );
    return rows.map(withoutNulls);
  }
}

/** The columns are the view's fields, and those that are not optional are never null. */
const withoutNulls = (row: Record<string, unknown>): UsageEventView =>
  Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null),
  ) as unknown as UsageEventView;
