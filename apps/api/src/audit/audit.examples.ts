import type { AuditEntryView, Page } from '@renum/contracts';

export const AUDIT: Page<AuditEntryView> = {
  items: [
    {
      id: '01945b6d-2c3d-7d00-8e0f-334455667788',
      at: '2026-11-21T12:00:00.000Z',
      actor: {
        type: 'user',
        id: '01945b6a-7d1c-7a3e-9f52-0c8d1e2f3a4b',
        name: 'owner@demo.renum.local',
      },
      action: 'member.role_changed',
      target: { type: 'member', id: '01945b6b-0a1b-7f00-8c0d-112233445566' },
      detail: { from: 'viewer', to: 'builder' },
    },
  ],
  nextCursor: '01945b6d-2c3d-7d00-8e0f-334455667788',
};
