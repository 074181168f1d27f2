import { Injectable } from '@nestjs/common';
import type { AuditEntry } from '@renum/audit';
import type { AuditEntryView, Page } from '@renum/contracts';
import { UsersService, type UserName } from '@renum/identity';

/** Entries of the audit log as people read them: with the names of those who acted. */
@Injectable()
export class AuditViews {
  constructor(private readonly users: UsersService) {}

  async of({ items, ...page }: Page<AuditEntry>): Promise<Page<AuditEntryView>> {
    const people = items.flatMap(({ actorType, actorId }) =>
      actorType === 'user' && actorId ? [actorId] : [],
    );
    const names = await this.users.named(people);
    return { ...page, items: items.map((entry) => viewOf(entry, names)) };
  }
}

function viewOf(entry: AuditEntry, names: Map<string, UserName>): AuditEntryView {
  const { id, at, actorType, actorId, action, targetType, targetId, detail } = entry;
  const name = actorId ? names.get(actorId)?.email : undefined;
  return {
    id,
    at: at.toISOString(),
    actor: { type: actorType, ...(actorId && { id: actorId }), ...(name && { name }) },
    action,
    target: { type: targetType, ...(targetId && { id: targetId }) },
    detail,
  };
}
