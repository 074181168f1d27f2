import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import { newId, tenantContext } from '@renum/platform';
import { AuditEntryEntity } from './audit-entry.entity';

export interface AuditRecord {
  /** What was done, as `thing.past_tense`: `credential.opened`, `member.removed`. */
  action: string;
  targetType: string;
  targetId?: string;
  /** For people who ask later. Never a secret: entries cannot be taken back. */
  detail?: Record<string, unknown>;
}

/** Writes the audit log. */
@Injectable()
export class AuditService {
  /**
   * Records what the current actor does in the current tenant, in the caller's transaction: the
   * deed and its entry stand or fall together.
   */
  async record(em: EntityManager, record: AuditRecord): Promise<void> {
    const { tenantId, actor } = tenantContext.current();
    await em.insert(AuditEntryEntity, {
      id: newId(),
      tenantId,
      at: new Date(),
      actorType: actor.type,
      actorId: actor.id ?? null,
      action: record.action,
      targetType: record.targetType,
      targetId: record.targetId ?? null,
      detail: record.detail ?? {},
    });
  }
}
