import type { InvitationLookView, InvitationView, MemberView, TenantView } from '@renum/contracts';

export const TENANT: TenantView = {
  id: '01945b6a-7d00-7c11-8a01-5b6c7d8e9f00',
  name: 'Demo Company',
  slug: 'demo',
  state: 'active',
  createdAt: '2026-11-21T12:00:00.000Z',
  members: 3,
  agents: 1,
};

export const MEMBER: MemberView = {
  id: '01945b6b-0a1b-7f00-8c0d-112233445566',
  userId: '01945b6a-7d1c-7a3e-9f52-0c8d1e2f3a4b',
  email: 'builder@demo.example',
  name: 'A Builder',
  role: 'builder',
  createdAt: '2026-11-21T12:00:00.000Z',
};

export const INVITATION: InvitationView = {
  id: '01945b6c-1b2c-7e00-9d0e-223344556677',
  email: 'builder@demo.example',
  role: 'builder',
  expiresAt: '2026-11-28T12:00:00.000Z',
};

export const OPEN_INVITATION: InvitationLookView = { valid: true, tenantName: 'Demo Company' };

/** As the answer that creates it shows it. */
export const NEW_INVITATION: InvitationView = {
  ...INVITATION,
  acceptUrl: 'http://localhost:3000/accept-invitation#token=q3f0…',
};
