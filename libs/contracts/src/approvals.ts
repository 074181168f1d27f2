export const APPROVAL_STATES = ['pending', 'approved', 'denied', 'expired', 'withdrawn'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** One call that waits, or waited, for a person. */
export interface ApprovalView {
  id: string;
  runId: string;
  threadId: string;
  agentId: string;
  agentName: string;
  /** Provider id, and its title or the connection's name. */
  provider: string;
  providerTitle: string;
  connectionId?: string;
  operation: string;
  operationTitle: string;
  access: 'read' | 'write';
  method: string;
  path: string;
  /** The request's body as text, cut to size. It never holds the credential. */
  preview: string;
  state: ApprovalState;
  requestedAt: string;
  expiresAt: string;
  decidedAt?: string;
  /** The person's email. */
  decidedBy?: string;
  note?: string;
}
