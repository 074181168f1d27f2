import type { MeView, SignInView } from '@renum/contracts';

export const SIGN_IN: SignInView = {
  accessToken: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6IjAxOWEifQ.e30.c2lnbmF0dXJl',
  expiresIn: 600,
};

export const ME: MeView = {
  user: {
    id: '01945b6a-7d1c-7a3e-9f52-0c8d1e2f3a4b',
    email: 'owner@demo.renum.local',
    name: 'Demo Owner',
    operator: false,
  },
  tenant: {
    id: '01945b6a-7d00-7c11-8a01-5b6c7d8e9f00',
    name: 'Demo Company',
    slug: 'demo',
    role: 'owner',
    demo: true,
  },
  memberships: [
    {
      tenantId: '01945b6a-7d00-7c11-8a01-5b6c7d8e9f00',
      tenantName: 'Demo Company',
      role: 'owner',
    },
  ],
};
