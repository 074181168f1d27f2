import type { Role } from '@renum/contracts';

/** Who wants to change a member, and how. `to` is absent when the member is removed. */
export interface MemberChange {
  actorRole: Role;
  from: Role;
  to?: Role;
  /** Owners of the tenant at this moment, the member included. */
  owners: number;
}

export type MemberChangeRefusal = 'only_owners_decide_about_owners' | 'last_owner';

/** A tenant always keeps an owner, and nobody but an owner makes or unmakes one. */
export function refuseMemberChange(change: MemberChange): MemberChangeRefusal | undefined {
  const aboutOwners = change.from === 'owner' || change.to === 'owner';
  if (aboutOwners && change.actorRole !== 'owner') return 'only_owners_decide_about_owners';
  const losesOwner = change.from === 'owner' && change.to !== 'owner';
  if (losesOwner && change.owners <= 1) return 'last_owner';
  return undefined;
}

export const mayInviteAs = (actorRole: Role, invited: Role): boolean =>
  invited !== 'owner' || actorRole === 'owner';
