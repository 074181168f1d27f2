import type { ApprovalView, Page } from '@renum/contracts';

/** What the documentation shows. */
export const APPROVAL: ApprovalView = {
  id: '01a1fda5-f963-7196-8187-043089000050',
  runId: '01a1fda5-f963-7196-8187-043089000005',
  threadId: '01a1fda5-f963-7196-8187-043089000004',
  agentId: '01a1fda5-f963-7196-8187-043089000003',
  agentName: 'Researcher',
  provider: 'github',
  providerTitle: 'GitHub',
  operation: 'issues.create',
  operationTitle: 'Create an issue',
  access: 'write',
  method: 'POST',
  path: '/repos/example/app/issues',
  preview: '{"title":"The report has no date"}',
  state: 'pending',
  requestedAt: '2026-11-21T10:15:00.000Z',
  expiresAt: '2026-11-21T10:25:00.000Z',
};

const DECIDED = {
  decidedAt: '2026-11-21T10:15:42.000Z',
  decidedBy: 'owner@demo.renum.local',
};
export const APPROVED: ApprovalView = { ...APPROVAL, ...DECIDED, state: 'approved' };
export const DENIED: ApprovalView = {
  ...APPROVAL,
  ...DECIDED,
  state: 'denied',
  note: 'Comment on the issue that is there already.',
};
export const APPROVALS: Page<ApprovalView> = { items: [APPROVAL], nextCursor: APPROVAL.id };
