import { p, type InferEntity } from '@mikro-orm/postgresql';
import type { Role } from '@renum/contracts';
import { tenantEntity } from '@renum/database';

/** A link by which one person may become a member, once. */
export const InvitationEntity = tenantEntity('invitations', {
  email: p.text(),
  role: p.text().$type<Role>(),
  tokenHash: p.blob().hidden(),
  invitedBy: p.uuid(),
  createdAt: p.datetime(),
  expiresAt: p.datetime(),
  acceptedAt: p.datetime().nullable(),
  revokedAt: p.datetime().nullable(),
});
export type Invitation = InferEntity<typeof InvitationEntity>;

export const isOpen = (invitation: Invitation, now: Date): boolean =>
  !invitation.acceptedAt && !invitation.revokedAt && invitation.expiresAt > now;
