import { Injectable } from '@nestjs/common';
import type { FilterQuery } from '@mikro-orm/postgresql';
import type { Page } from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import type { Actor } from '@renum/platform';
import { AuditEntryEntity, type AuditEntry } from './audit-entry.entity';

export interface AuditFilter {
  action?: string;
  actorType?: Actor['type'];
  actorId?: string;
  targetType?: string;
  targetId?: string;
  from?: Date;
  to?: Date;
  /** Id of the last entry of the page before. */
  cursor?: string;
  limit: number;
}

/** Reads the current tenant's audit log, newest first. */
@Injectable()
export class AuditQueries {
  constructor(private readonly database: TenantDatabase) {}

  async list(filter: AuditFilter): Promise<Page<AuditEntry>> {
    const rows = await this.database.transaction((em) =>
      em.find(AuditEntryEntity, whereOf(filter), {
        // Ids are UUIDv7: their order is the order in time, and it has no ties.
        orderBy: { id: 'desc' },
        limit: filter.limit + 1,
      }),
    );
    const items = rows.slice(0, filter.limit);
    const last = items.at(-1);
    return rows.length > filter.limit && last ? { items, nextCursor: last.id } : { items };
  }
}

function whereOf(filter: AuditFilter): FilterQuery<AuditEntry> {
  const { action, actorType, actorId, targetType, targetId, from, to, cursor } = filter;
  return {
    ...(action && { action }),
    ...(actorType && { actorType }),
    ...(actorId && { actorId }),
    ...(targetType && { targetType }),
    ...(targetId && { targetId }),
    ...((from ?? to) && { at: { ...(from && { $gte: from }), ...(to && { $lt: to }) } }),
    ...(cursor && { id: { $lt: cursor } }),
  };
}
