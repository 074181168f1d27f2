import { Injectable } from '@nestjs/common';
import { LockMode, type EntityManager } from '@mikro-orm/postgresql';
import { AuditService } from '@renum/audit';
import { PlatformDatabase, UniqueConstraintViolationException } from '@renum/database';
import { AccessChanges, hashOpaqueToken, IdentityService, UsersService } from '@renum/identity';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { InvitationEntity, isOpen, type Invitation } from './invitation.entity';
import { MemberEntity } from './member.entity';
import { TenantEntity } from './tenant.entity';

export interface AcceptedInvitation {
  userId: string;
  tenantId: string;
}

export interface AcceptRequest {
  token: string;
  /** Needed when the email has no account yet. */
  name?: string;
  /** The account's password, or the one that the new account shall have. */
  password: string;
}

/** Turns an invitation into a membership, before the person is in the tenant. */
@Injectable()
export class Acceptance {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly users: UsersService,
    private readonly identity: IdentityService,
    private readonly audit: AuditService,
    private readonly changes: AccessChanges,
  ) {}

  /** Of which tenant an open invitation is, by its name; undefined when it opens nothing (any more). */
  async tenantNameOf(token: string): Promise<string | undefined> {
    return this.database.transaction(async (em) => {
      const invitation = await em.findOne(InvitationEntity, { tokenHash: hashOpaqueToken(token) });
      if (!invitation || !isOpen(invitation, new Date())) return undefined;
      const tenant = await em.findOneOrFail(TenantEntity, { id: invitation.tenantId });
      return tenant.state === 'suspended' ? undefined : tenant.name;
    });
  }

  async accept({ token, name, password }: AcceptRequest): Promise<AcceptedInvitation> {
    const { tenantId, email } = await this.database.transaction((em) => this.find(em, token));
    const known = await this.users.findByEmail(email);
    // Holding the link is not being the person: an account is joined by who knows its password.
    const user = known ? await this.identity.authenticate(email, password) : undefined;
    const accepted = await this.write(token, tenantId, async (em) => {
      if (user) return user.id;
      if (!name) throw new DomainError('validation_failed', 'A name is needed for a new account.');
      return this.users.create(em, { email, name, password });
    });
    await this.changes.announce(accepted);
    return accepted;
  }

  private async write(
    token: string,
    tenantId: string,
    userOf: (em: EntityManager) => Promise<string>,
  ): Promise<AcceptedInvitation> {
    try {
      return await this.database.transaction(async (em) => {
        const invitation = await this.find(em, token);
        invitation.acceptedAt = new Date();
        const userId = await userOf(em);
        const member = await this.join(em, invitation, userId);
        await tenantContext.run({ tenantId, actor: { type: 'user', id: userId } }, () =>
          this.audit.record(em, {
            action: 'invitation.accepted',
            targetType: 'invitation',
            targetId: invitation.id,
            detail: { email: invitation.email, role: member },
          }),
        );
        return { userId, tenantId };
      });
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      const message = 'This account was made a moment ago: try again with its password.';
      throw new DomainError('conflict', message, { cause: error });
    }
  }

  /** Somebody who is a member already keeps the role they have. */
  private async join(em: EntityManager, invitation: Invitation, userId: string) {
    const { tenantId, role } = invitation;
    const present = await em.findOne(MemberEntity, { tenantId, userId });
    if (present) return present.role;
    const now = new Date();
    const row = { id: newId(), tenantId, userId, role, createdAt: now, updatedAt: now };
    await em.insert(MemberEntity, row);
    return role;
  }

  /** The open invitation behind a token, locked: two clicks on one link make one member. */
  private async find(em: EntityManager, token: string): Promise<Invitation> {
    const invitation = await em.findOne(
      InvitationEntity,
      { tokenHash: hashOpaqueToken(token) },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (!invitation || !isOpen(invitation, new Date())) {
      throw new DomainError('not_found', 'This invitation is not valid any more.');
    }
    const tenant = await em.findOneOrFail(TenantEntity, { id: invitation.tenantId });
    if (tenant.state === 'suspended') {
      throw new DomainError('tenant_suspended', 'This tenant is suspended.');
    }
    return invitation;
  }
}
