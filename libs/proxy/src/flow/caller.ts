import type { InstanceIdentity } from '@renum/contracts';
import type { Actor } from '@renum/platform';

/** A program outside any sandbox, known by its API key. */
export interface AppIdentity {
  tenantId: string;
  apiKeyId: string;
}

/** Who calls: a sandbox on behalf of its run, or an external app. */
export type Caller = InstanceIdentity | AppIdentity;

export const isApp = (caller: Caller): caller is AppIdentity => 'apiKeyId' in caller;

/** As the audit log names it. */
export const actorOf = (caller: Caller): Actor =>
  isApp(caller)
    ? { type: 'apiKey', id: caller.apiKeyId }
    : { type: 'instance', id: caller.instanceId };

/** Whose act it is, as budgets, usage events and the request log know it. */
export interface Whose {
  tenantId: string;
  agentId?: string;
  agentVersionId?: string;
  threadId?: string;
  runId?: string;
  instanceId?: string;
  apiKeyId?: string;
}

export function whoseOf(caller: Caller): Whose {
  if (isApp(caller)) return { tenantId: caller.tenantId, apiKeyId: caller.apiKeyId };
  const { tenantId, agentId, agentVersionId, threadId, runId, instanceId } = caller;
  return { tenantId, agentId, agentVersionId, threadId, runId, instanceId };
}
