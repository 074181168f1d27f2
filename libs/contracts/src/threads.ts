import type { RunEvent } from './events';
import type { Message } from './message';
import type { RunState } from './run';

export interface ThreadView {
  id: string;
  agentId: string;
  agentName: string;
  title: string;
  createdAt: string;
  lastRun?: { id: string; state: RunState };
}

/** One entry of a conversation, in the one internal form (`message.ts`). */
export type MessageView = Message & { id: string; runId: string; createdAt: string };

export interface RunView {
  id: string;
  threadId: string;
  agentId: string;
  agentName: string;
  agentVersion: number;
  state: RunState;
  input: string;
  /** Why it ended so; set in failed and limit. */
  error?: { code: string; message: string };
  /** The open question while `waiting`. */
  ask?: { callId: string; question: string; attachments: string[] };
  cost: { nano: string; currency: string };
  usage: { inputTokens: number; outputTokens: number; llmCalls: number; toolCalls: number };
  createdAt: string;
  startedAt?: string;
  endedAt?: string;
}

/** A run as operators list it. */
export type OperatorRunView = RunView & { tenantId: string; tenantName: string };

export interface RunEventsView {
  items: RunEvent[];
}

export interface FileView {
  /** Relative to the workspace, with forward slashes. */
  path: string;
  type: 'file' | 'directory';
  /** Bytes. */
  size: number;
  modifiedAt: string;
}
