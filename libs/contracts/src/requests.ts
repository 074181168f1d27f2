/** One decision of the data plane: a call that was made, or one that was refused. */
export interface RequestLogView {
  /** Also the call's `x-renum-request-id`. */
  id: string;
  at: string;
  /** Who called: an agent in a run, or an external app by its API key. */
  agentId?: string;
  agentName?: string;
  runId?: string;
  threadId?: string;
  apiKeyId?: string;
  apiKeyName?: string;
  provider: string;
  connectionId?: string;
  operation?: string;
  model?: string;
  method?: string;
  /** Without query. */
  path?: string;
  /** `allowed`, `approved` (by a person), or `refused`. */
  decision: RequestDecision;
  /** The error code of a refusal, and why in words. */
  code?: string;
  reason?: string;
  /** How many calls of the same kind this entry stands for; refusals in a flood are gathered. */
  times: number;
  status?: number;
  durationMs?: number;
  /** From sending it to the first token that came back. */
  firstTokenMs?: number;
  attempts?: number;
  cost: { nano: string; currency: string };
  estimated: boolean;
  /** Times that the provider sent the secret back, and it was masked. */
  masked: number;
  requestBytes?: number;
  responseBytes?: number;
}

export const REQUEST_DECISIONS = ['allowed', 'approved', 'refused'] as const;
export type RequestDecision = (typeof REQUEST_DECISIONS)[number];
