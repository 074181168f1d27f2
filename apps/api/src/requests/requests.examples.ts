import type { Page, RequestLogView } from '@renum/contracts';

const WHO = {
  agentId: '01945b6c-1d2e-7a00-8b0c-000000000001',
  agentName: 'Researcher',
  runId: '01945b6c-1d2e-7a00-8b0c-000000000002',
  threadId: '01945b6c-1d2e-7a00-8b0c-000000000003',
};

/** What the documentation shows. */
export const REQUESTS: Page<RequestLogView> = {
  items: [
    {
      ...WHO,
      id: '01945b6d-2c3d-7d00-8e0f-000000000002',
      at: '2026-11-21T12:00:01.000Z',
      provider: 'github',
      method: 'DELETE',
      path: '/repos/acme/site',
      decision: 'refused',
      code: 'operation_not_allowed',
      reason: 'GitHub: Delete a repository (repos.delete) is not allowed.',
      times: 1,
      status: 403,
      cost: { nano: '0', currency: 'USD' },
      estimated: false,
      masked: 0,
    },
    {
      ...WHO,
      id: '01945b6d-2c3d-7d00-8e0f-000000000001',
      at: '2026-11-21T12:00:00.000Z',
      provider: 'tavily',
      operation: 'search',
      method: 'POST',
      path: '/search',
      decision: 'allowed',
      times: 1,
      status: 200,
      durationMs: 812,
      attempts: 1,
      cost: { nano: '8000000', currency: 'USD' },
      estimated: false,
      masked: 0,
      requestBytes: 74,
      responseBytes: 5120,
    },
  ],
  nextCursor:
    'MjAyNi0xMS0yMVQxMjowMDowMC4wMDAwMDBaXzAxOTQ1YjZkLTJjM2QtN2QwMC04ZTBmLTAwMDAwMDAwMDAwMQ',
};
