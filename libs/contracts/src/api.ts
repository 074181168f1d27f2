import type { AgentConfig, ToolName } from './agent';
import type { UsageGroup } from './usage';
import type { RunState } from './run';
import type { RunEvent } from './events';
import type { Message } from './message';

/** The shapes of the REST API's answers. Requests are zod schemas beside their controllers. */

export const ROLES = ['owner', 'admin', 'builder', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** One page; `nextCursor` is absent on the last one. Pass it back as `?cursor=`. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

export interface SignInView {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
}

export interface MeView {
  user: { id: string; email: string; name: string; operator: boolean };
  /** Absent for an operator who is in no tenant. */
  tenant?: { id: string; name: string; slug: string; role: Role; demo: boolean };
  memberships: { tenantId: string; tenantName: string; role: Role }[];
}

export interface TenantView {
  id: string;
  name: string;
  slug: string;
  state: 'active' | 'suspended';
  createdAt: string;
  members: number;
  agents: number;
}

export interface MemberView {
  id: string;
  userId: string;
  email: string;
  name: string;
  role: Role;
  createdAt: string;
}

export interface InvitationView {
  id: string;
  email: string;
  role: Role;
  expiresAt: string;
  /** Only in the answer that creates it: the link to send to the person. */
  acceptUrl?: string;
}

export interface AuditEntryView {
  id: string;
  at: string;
  /** `name` is the email of a user who still exists. */
  actor: { type: 'user' | 'instance' | 'system'; id?: string; name?: string };
  action: string;
  target: { type: string; id?: string };
  detail: Record<string, unknown>;
}

export interface AgentView {
  id: string;
  name: string;
  description: string;
  version: { id: string; number: number; createdAt: string };
  config: AgentConfig;
  createdAt: string;
  updatedAt: string;
}

export interface AgentVersionView {
  id: string;
  number: number;
  config: AgentConfig;
  createdAt: string;
  createdBy?: string;
}

export interface ProviderView {
  id: string;
  title: string;
  kind: 'llm' | 'tool';
  docsUrl: string;
  /** Where its credential goes; empty when the tenant gives the base URL. */
  hosts: string[];
  needsBaseUrl: boolean;
  secretLabel: string;
  models: string[];
  category: string;
  /** What a person enters; `basic` is sealed as `first:second`, `custom` as a JSON object. */
  credential: {
    kind: 'apiKey' | 'bearer' | 'basic' | 'custom';
    fields: { name: string; label: string; secret: boolean; placeholder?: string }[];
  };
  /** An example, where the tenant gives the base URL. */
  baseUrlExample?: string;
  /** False where testing a key counts as a call of its plan. */
  testIsFree: boolean;
  /** All that can be called at it; what is not here is refused. */
  operations: { id: string; title: string; access: 'read' | 'write' }[];
}

/** What its secret is made of: one text, a user name with a password, or several named parts. */
export type CredentialKind = 'apiKey' | 'bearer' | 'basic' | 'custom';

/** A credential as anyone may see it. There is no field, anywhere, for its value. */
export interface CredentialView {
  id: string;
  provider: string;
  kind: CredentialKind;
  name: string;
  state: 'active' | 'revoked';
  version: number;
  /** The last four characters, kept apart at creation so that no decrypt is needed to list. */
  hint: string;
  baseUrl?: string;
  /** True for the demo's keys: calls go to the local stand-in, not to the real provider. */
  standIn: boolean;
  /** From then on calls are refused. */
  expiresAt?: string;
  expired: boolean;
  /** To the minute. */
  lastUsedAt?: string;
  createdAt: string;
  updatedAt: string;
}

export interface CredentialTestView {
  ok: boolean;
  /** Upstream HTTP status when one came back. */
  status?: number;
  message: string;
  durationMs: number;
}

/** What came of giving a tenant a new data key. */
export interface TenantKeyRotationView {
  /** Versions of secrets that are now sealed under the new key. */
  resealed: number;
  /** Versions that could not be opened before either, and stay as they are. */
  unreadable: number;
  /** Older keys that sealed nothing any more. */
  droppedKeys: number;
}

export interface PublicKeyView {
  /** JWK for ECDH-ES+A256KW / A256GCM. */
  jwk: Record<string, unknown>;
}

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

export interface UsageRowView {
  key: string;
  label: string;
  costNano: string;
  llmCalls: number;
  toolCalls: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  estimatedEvents: number;
}

export interface UsageView {
  from: string;
  to: string;
  groupBy: UsageGroup;
  currency: string;
  totals: Omit<UsageRowView, 'key' | 'label'>;
  rows: UsageRowView[];
}

export interface InstanceView {
  id: string;
  tenantId: string;
  tenantName: string;
  threadId: string;
  agentName: string;
  state: 'starting' | 'ready' | 'busy' | 'stopping' | 'gone';
  containerId?: string;
  workerId: string;
  createdAt: string;
  lastUsedAt: string;
}

export interface HealthView {
  status: 'ok' | 'degraded';
  checks: { name: string; ok: boolean; detail: string; at: string }[];
  workers: { id: string; at: string; docker: boolean; instances: number; runs: number }[];
  queues: { name: string; waiting: number; active: number; delayed: number; failed: number }[];
}

export interface ToolView {
  name: ToolName;
  title: string;
}
