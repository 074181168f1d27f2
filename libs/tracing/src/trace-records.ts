import type { RunEventBody, RunState, TokenCounts } from '@renum/contracts';

/** A run that has ended, as its trace needs it. Times are milliseconds since 1970. */
export interface RunRecord {
  id: string;
  threadId: string;
  agentId: string;
  agentName: string;
  agentVersion: number;
  /** What the agent's model is asked with. */
  parameters: Record<string, number>;
  state: RunState;
  reason?: string;
  detail?: string;
  input: string;
  summary?: string;
  userId?: string;
  startedAt: number;
  endedAt: number;
  steps: number;
  /** How often a model has answered: so many calls must be known, or more. */
  answers: number;
  events: readonly EventRecord[];
  calls: readonly CallRecord[];
}

/** One durable event; without its contents where they are not to be shown. */
export interface EventRecord {
  at: number;
  body: EventBody;
}
export type EventBody = Extract<
  RunEventBody,
  { type: 'message.completed' | 'tool.started' | 'tool.completed' | 'tools.completed' | 'answer' }
>;

/** One call to a model or a provider, as it was metered. */
export interface CallRecord {
  id: string;
  at: number;
  durationMs: number;
  firstTokenMs?: number;
  kind: 'llm' | 'tool';
  provider: string;
  model?: string;
  operation: string;
  status?: number;
  tokens: TokenCounts;
  meter?: string;
  quantityMilli: number;
  costNano: bigint;
  currency: string;
  priced: boolean;
  estimatedReason?: string;
  platformKey: boolean;
  attempts: number;
}
