import type { Role } from '@renum/contracts';

/** What the roles of a tenant may do, in words. */
export const ROLE_LOOKS: Record<Role, { label: string; hint: string }> = {
  owner: { label: 'Owner', hint: 'everything, and makes other owners' },
  admin: { label: 'Admin', hint: 'members and everything below' },
  builder: { label: 'Builder', hint: 'agents, threads and keys' },
  viewer: { label: 'Viewer', hint: 'looks, changes nothing' },
};
export const ALL_ROLES = Object.keys(ROLE_LOOKS) as Role[];
