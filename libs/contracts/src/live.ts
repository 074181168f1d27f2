import type { ApprovalView } from './approvals';
import type { ErrorCode } from './errors';
import type { RunEvent } from './events';

/** Socket.IO namespace of the live view. Connect with `auth: { token: <access token> }`. */
export const LIVE_NAMESPACE = '/live';

export interface SubscribeRequest {
  runId: string;
  /** The last `seq` the client has; events after it are replayed first. 0 = from the beginning. */
  after?: number;
}

export type LiveAck = { ok: true } | { ok: false; error: { code: ErrorCode; message: string } };

export interface LiveClientEvents {
  subscribe: (request: SubscribeRequest, ack: (answer: LiveAck) => void) => void;
  unsubscribe: (request: { runId: string }, ack: (answer: LiveAck) => void) => void;
}

export interface LiveServerEvents {
  'run.event': (event: RunEvent) => void;
  /** To everyone of the tenant: a call waits for a person, or does so no more. */
  'approval.changed': (approval: ApprovalView) => void;
}
