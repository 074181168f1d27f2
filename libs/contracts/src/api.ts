import type { AgentConfig, ToolName } from './agent';
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

/** What a key may do; never what owners and admins do. */
export const API_KEY_ROLES = ['builder', 'viewer'] as const;
export type ApiKeyRole = (typeof API_KEY_ROLES)[number];

/**
 * What a key opens. `api`: the REST API, as its role may. `llm`: models, for a program outside any
 * sandbox, at `/llm/openai/v1` and `/llm/anthropic`.
 */
export const API_KEY_SCOPES = ['api', 'llm'] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** A key of a tenant's own program. */
export interface ApiKeyView {
  id: string;
  name: string;
  role: ApiKeyRole;
  scopes: ApiKeyScope[];
  /** Of the scope `llm`: `provider/model`, with `*` for any part. Absent: all of the tenant's. */
  models?: string[];
  /** Its last characters. */
  hint: string;
  createdAt: string;
  expiresAt?: string;
  expired: boolean;
  /** To the minute. */
  lastUsedAt?: string;
}

/** Only in the answer that creates it: the key itself. */
export type NewApiKeyView = ApiKeyView & { key: string };

export interface AuditEntryView {
  id: string;
  at: string;
  /** `name` is the email of a user who still exists. */
  actor: { type: 'user' | 'apiKey' | 'instance' | 'system'; id?: string; name?: string };
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
  /** Where its parts go in each call, to read: `x-api-key: ••••`. */
  keyPlaces: string[];
  /** An example, where the tenant gives the base URL. */
  baseUrlExample?: string;
  /** False where testing a key counts as a call of its plan. */
  testIsFree: boolean;
  /** True for a provider that the tenant described itself. */
  custom: boolean;
  /** Present where its credential may also be a connected account (OAuth 2). */
  oauth2?: {
    grants: ('authorization_code' | 'client_credentials')[];
    /** Offered to choose from; the first ones are chosen already. */
    scopes: string[];
    defaultScopes: string[];
  };
  /** Published limits. */
  rateLimits: { requests: number; seconds: number; note?: string }[];
  /** All that can be called at it; what is not here is refused. */
  operations: ProviderOperationView[];
}

export interface ProviderOperationView {
  id: string;
  title: string;
  description?: string;
  method: string;
  path: string;
  access: 'read' | 'write';
  safeToRetry: boolean;
  /** What a call may say; without it, whatever the provider's documentation says. */
  input?: OperationInput;
  /** What one call is counted in, and the list price of one unit in nano-units. */
  meter?: { name: string; priceNano: string };
}

/** A tenant's own provider, by form or from an OpenAPI file. */
export interface CustomProviderView {
  /** `own-…`: what grants and credentials name. */
  id: string;
  title: string;
  source: 'form' | 'openapi';
  baseUrl: string;
  docsUrl?: string;
  auth: CustomProviderAuth;
  operations: CustomOperation[];
  createdAt: string;
  updatedAt: string;
}

/** Where the secret goes in each call. */
export type CustomProviderAuth =
  | { type: 'bearer' }
  | { type: 'header'; name: string; prefix?: string }
  | { type: 'query'; name: string }
  | { type: 'basic' };

export interface CustomOperation {
  id: string;
  title: string;
  description?: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/things/{id}`, relative to the base URL. */
  path: string;
  access: 'read' | 'write';
  safeToRetry: boolean;
  /** JSON Schemas of what a call may say; what is not described may still be sent. */
  input?: OperationInput;
}

export interface OperationInput {
  path?: Record<string, Record<string, unknown>>;
  query?: Record<string, Record<string, unknown>>;
  /** Names of the query parameters without which the call makes no sense. */
  requiredQuery?: string[];
  body?: Record<string, unknown>;
  bodyType?: 'json' | 'form';
}

/** What was read from an OpenAPI file, to choose from before it is stored. */
export interface OpenApiPreview {
  title: string;
  baseUrls: string[];
  auth?: CustomProviderAuth;
  operations: CustomOperation[];
  /** What could not be taken over, and why. */
  warnings: string[];
}

export const CONNECTION_KINDS = ['mcp', 'composio', 'pipedream'] as const;
export type ConnectionKind = (typeof CONNECTION_KINDS)[number];
/** `pending`: its tools were never approved. `changed`: they are no longer those that were. */
export const CONNECTION_STATES = [
  'pending',
  'active',
  'changed',
  'unreachable',
  'revoked',
] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** A tenant's link to an MCP server, or to an account at Composio or Pipedream. */
export interface ConnectionView {
  id: string;
  kind: ConnectionKind;
  name: string;
  url: string;
  transport: 'http' | 'sse';
  /** The app behind it, at Composio and Pipedream. */
  app?: string;
  credentialId?: string;
  state: ConnectionState;
  /** Why it cannot be used, or what went wrong last. */
  detail?: string;
  /** What agents may be granted. */
  tools: ConnectionToolView[];
  /** Sent with an approval: it approves exactly the tools that were shown. */
  offeredHash?: string;
  approvedAt?: string;
  /** When its tools were last read. */
  checkedAt?: string;
  createdAt: string;
}

export interface ConnectionToolView {
  name: string;
  title?: string;
  description: string;
  inputSchema: Record<string, unknown>;
  access: 'read' | 'write';
  /** Beside the approved list: the tool is new, other than approved, or no longer there. */
  change?: 'added' | 'changed' | 'removed';
  /** Of a changed tool: what was approved. */
  before?: { title?: string; description: string; inputSchema: Record<string, unknown> };
}

/** An app that Composio or Pipedream can link. */
export interface ConnectionAppView {
  app: string;
  name: string;
  description?: string;
  logoUrl?: string;
}

/** Where a person goes to link an account; then the connection is there. */
export interface ConnectionLinkView {
  connectionId: string;
  url: string;
}

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

/** One stored version of a secret; there is no way to its value. */
export interface CredentialVersionView {
  version: number;
  createdAt: string;
  /** The person's email; absent for what the platform did, for instance a refreshed token. */
  createdBy?: string;
  current: boolean;
}

/** Where a person goes to let a provider give us an account. */
export interface AuthorizationView {
  authorizationUrl: string;
  /** The flow is forgotten then. */
  expiresAt: string;
}

/** What its secret is made of: one text, a user name with a password, or several named parts. */
export type CredentialKind = 'apiKey' | 'bearer' | 'basic' | 'custom' | 'oauth2';

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
  /** Of a connected account. */
  oauth2?: {
    grant: 'authorization_code' | 'client_credentials';
    scopes: string[];
    /** When the current access token ends; it is renewed before. */
    accessTokenExpiresAt?: string;
    /** Set when the provider no longer renews: the account must be connected again. */
    needsAuthorization: boolean;
  };
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
