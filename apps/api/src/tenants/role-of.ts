import type { Role } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { Principal } from '@renum/tenants';

/** The role that `@Roles` has found; the type cannot know that it did. */
export function roleOf({ role }: Principal): Role {
  if (!role) throw new DomainError('forbidden', 'You are not a member of this tenant.');
  return role;
}
