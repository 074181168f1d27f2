import { Injectable } from '@nestjs/common';
import { LockMode, type EntityManager } from '@mikro-orm/postgresql';
import { AuditService } from '@renum/audit';
import type { MemberView, Role } from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import { AccessChanges, UsersService, type UserName } from '@renum/identity';
import { DomainError, tenantContext } from '@renum/platform';
import { MemberEntity, type Member } from './member.entity';
import { refuseMemberChange } from './ownership';

/** The members of the current tenant. People become members by invitation only. */
@Injectable()
export class MembersService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    private readonly changes: AccessChanges,
  ) {}

  async list(): Promise<MemberView[]> {
    const members = await this.database.transaction((em) =>
      em.find(MemberEntity, {}, { orderBy: { id: 'asc' } }),
    );
    const names = await this.users.named(members.map(({ userId }) => userId));
    return members.map((member) => viewOf(member, names.get(member.userId)));
  }

  async get(id: string): Promise<MemberView> {
    const member = await this.database.transaction((em) => em.findOne(MemberEntity, { id }));
    if (!member) throw missing();
    const names = await this.users.named([member.userId]);
    return viewOf(member, names.get(member.userId));
  }

  async changeRole(id: string, role: Role, actorRole: Role): Promise<MemberView> {
    const member = await this.database.transaction(async (em) => {
      const found = await this.lock(em, id, actorRole, role);
      const before = found.role;
      found.role = role;
      const detail = { userId: found.userId, from: before, to: role };
      await this.audit.record(em, target(id, 'member.role_changed', detail));
      return found;
    });
    await this.announce(member);
    return this.get(id);
  }

  async remove(id: string, actorRole: Role): Promise<void> {
    const member = await this.database.transaction(async (em) => {
      const found = await this.lock(em, id, actorRole);
      em.remove(found);
      const detail = { userId: found.userId, role: found.role };
      await this.audit.record(em, target(id, 'member.removed', detail));
      return found;
    });
    await this.announce(member);
  }

  /** Locks the owners too, so that two owners cannot demote each other at the same moment. */
  private async lock(em: EntityManager, id: string, actorRole: Role, to?: Role): Promise<Member> {
    const rows = await em.find(
      MemberEntity,
      { $or: [{ id }, { role: 'owner' }] },
      { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } },
    );
    const member = rows.find((row) => row.id === id);
    if (!member) throw missing();
    const owners = rows.filter(({ role }) => role === 'owner').length;
    const refusal = refuseMemberChange({ actorRole, from: member.role, to, owners });
    if (refusal === 'last_owner') {
      throw new DomainError('conflict', 'A tenant needs an owner: make somebody else one first.');
    }
    if (refusal === 'only_owners_decide_about_owners') {
      throw new DomainError('forbidden', 'Only an owner can make or unmake an owner.');
    }
    return member;
  }

  private async announce({ userId }: Member): Promise<void> {
    await this.changes.announce({ userId, tenantId: tenantContext.current().tenantId });
  }
}

const missing = (): DomainError => new DomainError('not_found', 'There is no such member.');

const target = (targetId: string, action: string, detail: Record<string, unknown>) => ({
  action,
  targetType: 'member',
  targetId,
  detail,
});

const viewOf = (member: Member, name: UserName | undefined): MemberView => ({
  id: member.id,
  userId: member.userId,
  email: name?.email ?? '',
  name: name?.name ?? '',
  role: member.role,
  createdAt: member.createdAt.toISOString(),
});
