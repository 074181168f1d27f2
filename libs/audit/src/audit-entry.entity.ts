import { p, type InferEntity } from '@mikro-orm/postgresql';
import { tenantEntity } from '@renum/database';
import type { Actor } from '@renum/platform';

/** One thing that somebody did in a tenant. The database refuses to change or delete it. */
export const AuditEntryEntity = tenantEntity('audit_entries', {
  at: p.datetime(),
  actorType: p.text().$type<Actor['type']>(),
  actorId: p.uuid().nullable(),
  action: p.text(),
  targetType: p.text(),
  targetId: p.uuid().nullable(),
  detail: p.json<Record<string, unknown>>(),
});
export type AuditEntry = InferEntity<typeof AuditEntryEntity>;

export const auditEntities = [AuditEntryEntity];
