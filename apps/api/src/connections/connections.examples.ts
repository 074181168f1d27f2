import type { ConnectionAppView, ConnectionLinkView, ConnectionView, Page } from '@renum/contracts';

/** What the documentation shows. */
export const PENDING: ConnectionView = {
  id: '019ab0f2-3d4e-7f10-8a2b-445566778899',
  kind: 'mcp',
  name: 'Tickets',
  url: 'https://mcp.example.com/mcp',
  transport: 'http',
  credentialId: '019ab0e4-6a51-7d2c-9f3e-5c0d7c0f1a2b',
  state: 'pending',
  tools: [
    {
      name: 'find_ticket',
      description: 'Finds a ticket by its number.',
      inputSchema: {
        type: 'object',
        properties: { number: { type: 'integer' } },
        required: ['number'],
      },
      access: 'read',
      change: 'added',
    },
  ],
  offeredHash: '5f2c1d0e9b8a7f6e5d4c3b2a19080706f5e4d3c2b1a09f8e7d6c5b4a39281706',
  checkedAt: '2026-11-21T12:00:00.000Z',
  createdAt: '2026-11-21T12:00:00.000Z',
};

export const CONNECTION: ConnectionView = {
  ...PENDING,
  state: 'active',
  tools: PENDING.tools.map(({ change: _change, ...tool }) => tool),
  approvedAt: '2026-11-21T12:01:00.000Z',
};

export const REVOKED: ConnectionView = { ...CONNECTION, state: 'revoked' };

export const CONNECTIONS: Page<ConnectionView> = { items: [CONNECTION] };

export const APPS: Page<ConnectionAppView> = {
  items: [
    {
      app: 'github',
      name: 'GitHub',
      description: 'Where code lives.',
      logoUrl: 'https://logos.example.com/github.svg',
    },
  ],
};

export const LINK: ConnectionLinkView = {
  connectionId: CONNECTION.id,
  url: 'https://connect.example.com/link/lk_1a2b3c',
};
