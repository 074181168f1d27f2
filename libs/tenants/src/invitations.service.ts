import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import { AuditService } from '@renum/audit';
import type { InvitationView, Role } from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import {
  hashOpaqueToken,
  identityConfig,
  newOpaqueToken,
  normalizeEmail,
  UsersService,
  type IdentityConfig,
} from '@renum/identity';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { InvitationEntity, type Invitation } from './invitation.entity';
import { MemberEntity } from './member.entity';
import { mayInviteAs } from './ownership';

const LIFE_MS = 7 * 86_400_000;

export interface NewInvitation {
  email: string;
  role: Role;
  invitedBy: string;
}

/** Invitations of the current tenant. `Acceptance` is the other end, where there is no tenant yet. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly users: UsersService,
    private readonly audit: AuditService,
    @Inject(identityConfig.KEY) private readonly config: IdentityConfig,
  ) {}

  /** Those that can still be accepted. */
  async list(): Promise<InvitationView[]> {
    const open = await this.database.transaction((em) =>
      em.find(
        InvitationEntity,
        { acceptedAt: null, revokedAt: null, expiresAt: { $gt: new Date() } },
        { orderBy: { id: 'desc' } },
      ),
    );
    return open.map((invitation) => viewOf(invitation));
  }

  async create(invitation: NewInvitation, actorRole: Role): Promise<InvitationView> {
    if (!mayInviteAs(actorRole, invitation.role)) {
      throw new DomainError('forbidden', 'Only an owner can invite an owner.');
    }
    const user = await this.users.findByEmail(invitation.email);
    return this.database.transaction(async (em) => {
      if (user && (await em.count(MemberEntity, { userId: user.id })) > 0) {
        throw new DomainError('conflict', 'This person is already a member.');
      }
      return this.issue(em, invitation);
    });
  }

  /** Writes an invitation in the caller's transaction and the open tenant; it replaces older ones. */
  async issue(
    em: EntityManager,
    { email, role, invitedBy }: NewInvitation,
  ): Promise<InvitationView> {
    const { tenantId } = tenantContext.current();
    const token = newOpaqueToken();
    const now = new Date();
    const to = normalizeEmail(email);
    await em.nativeUpdate(
      InvitationEntity,
      { tenantId, email: to, acceptedAt: null, revokedAt: null },
      { revokedAt: now },
    );
    const row = {
      id: newId(),
      tenantId,
      email: to,
      role,
      tokenHash: hashOpaqueToken(token),
      invitedBy,
      createdAt: now,
      expiresAt: new Date(now.getTime() + LIFE_MS),
    };
    await em.insert(InvitationEntity, row);
    await this.audit.record(em, target(row.id, 'invitation.created', { email: to, role }));
    return { ...viewOf(row), acceptUrl: this.acceptUrl(token) };
  }

  async revoke(id: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const changed = await em.nativeUpdate(
        InvitationEntity,
        { id, acceptedAt: null, revokedAt: null },
        { revokedAt: new Date() },
      );
      if (changed === 0) throw new DomainError('not_found', 'There is no such open invitation.');
      await this.audit.record(em, target(id, 'invitation.revoked'));
    });
  }

  /** The token stands in the fragment: browsers do not send it, so no server log ever has it. */
  private acceptUrl(token: string): string {
    return new URL(`/accept-invitation#token=${token}`, this.config.PUBLIC_URL).href;
  }
}

const target = (targetId: string, action: string, detail?: Record<string, unknown>) => ({
  action,
  targetType: 'invitation',
  targetId,
  detail,
});

const viewOf = (
  invitation: Pick<Invitation, 'id' | 'email' | 'role' | 'expiresAt'>,
): InvitationView => ({
  id: invitation.id,
  email: invitation.email,
  role: invitation.role,
  expiresAt: invitation.expiresAt.toISOString(),
});
