import type { ApprovalState, ApprovalView } from '@renum/contracts';

/** An approval with what its view needs from other tables. */
export interface ApprovalRow {
  id: string;
  runId: string;
  threadId: string;
  agentId: string;
  agentName: string;
  provider: string;
  providerTitle: string;
  connectionId: string | null;
  operation: string;
  operationTitle: string;
  access: 'read' | 'write';
  method: string;
  path: string;
  preview: string;
  state: ApprovalState;
  requestedAt: string;
  expiresAt: string;
  decidedAt: string | null;
  decidedBy: string | null;
  note: string | null;
}

/** Nobody can approve it any more, whether or not a sweeper has been here already. */
export const STATE = `case when a.state = 'pending' and a.expires_at <= now() then 'expired' else a.state end`;

export const SELECT_APPROVAL = `
  select a.id, a.run_id as "runId", a.thread_id as "threadId", a.agent_id as "agentId",
         g.name as "agentName", a.provider, a.provider_title as "providerTitle",
         a.connection_id as "connectionId", a.operation, a.operation_title as "operationTitle",
         a.access, a.method, a.path, a.preview, ${STATE} as state,
         a.requested_at as "requestedAt", a.expires_at as "expiresAt",
         case when a.state = 'pending' and a.expires_at <= now() then a.expires_at
              else a.decided_at end as "decidedAt",
         a.decided_by as "decidedBy", a.note
    from approvals a
    join agents g on g.tenant_id = a.tenant_id and g.id = a.agent_id`;

/** `decidedBy` is the email of the person, where there is one. */
export function approvalView(row: ApprovalRow, decidedBy: string | undefined): ApprovalView {
  const { connectionId, requestedAt, expiresAt, decidedAt, decidedBy: _id, note, ...rest } = row;
  return {
    ...rest,
    ...(connectionId !== null && { connectionId }),
    requestedAt: iso(requestedAt),
    expiresAt: iso(expiresAt),
    ...(decidedAt !== null && { decidedAt: iso(decidedAt) }),
    ...(decidedBy !== undefined && { decidedBy }),
    ...(note !== null && { note }),
  };
}

const iso = (moment: string | Date): string => new Date(moment).toISOString();
