export const ROLES = ['owner', 'admin', 'builder', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export interface SignInView {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
}

export interface MeView {
  user: { id: string; email: string; name: string; operator: boolean };
  /** Absent for an operator who is in no tenant. */
  tenant?: { id: string; name: string; slug: string; role: Role; demo: boolean };
  memberships: { tenantId: string; tenantName: string; role: Role }[];
}

export interface TenantView {
  id: string;
  name: string;
  slug: string;
  state: 'active' | 'suspended';
  createdAt: string;
  members: number;
  agents: number;
}

export interface MemberView {
  id: string;
  userId: string;
  email: string;
  name: string;
  role: Role;
  createdAt: string;
}

/** What somebody with a link may know before they join. */
export type InvitationLookView = { valid: true; tenantName: string } | { valid: false };

export interface InvitationView {
  id: string;
  email: string;
  role: Role;
  expiresAt: string;
  /** Only in the answer that creates it: the link to send to the person. */
  acceptUrl?: string;
}
