/**
 * One example an answer. Typed by the contract, so a changed view breaks the build here; the schemas
 * in the document are read off them.
 */
import type {
  AgentVersionView,
  AgentView,
  AuditEntryView,
  FileView,
  HealthView,
  InstanceView,
  InvitationView,
  MemberView,
  MeView,
  MessageView,
  Page,
  RunEvent,
  RunView,
  SignInView,
  TenantView,
  ThreadView,
} from '@renum/contracts';

const AT = '2026-11-21T10:15:00.000Z';
const LATER = '2026-11-21T10:15:42.000Z';
/** Version 7, so that the examples look like what is answered. */
const id = (last: number): string =>
  `01a1fda5-f963-7196-8187-0430890${String(last).padStart(5, '0')}`;

const TENANT_ID = id(1);
const USER_ID = id(2);
const AGENT_ID = id(3);
const THREAD_ID = id(4);
const RUN_ID = id(5);

const page = <T>(item: T): Page<T> => ({ items: [item], nextCursor: 'MDFhMWZkYTU' });
const all = <T>(item: T): { items: T[] } => ({ items: [item] });

const signIn: SignInView = { accessToken: 'eyJhbGciOiJFZERTQSIsImtpZCI6Ii4uLiJ9…', expiresIn: 600 };
const me: MeView = {
  user: { id: USER_ID, email: 'owner@demo.renum.local', name: 'Demo Owner', operator: false },
  tenant: { id: TENANT_ID, name: 'Demo', slug: 'demo', role: 'owner', demo: true },
  memberships: [{ tenantId: TENANT_ID, tenantName: 'Demo', role: 'owner' }],
};
const tenant: TenantView = {
  id: TENANT_ID,
  name: 'Demo',
  slug: 'demo',
  state: 'active',
  createdAt: AT,
  members: 3,
  agents: 2,
};
const member: MemberView = {
  id: id(6),
  userId: USER_ID,
  email: 'builder@example.com',
  name: 'A Builder',
  role: 'builder',
  createdAt: AT,
};
const invitation: InvitationView = {
  id: id(7),
  email: 'new@example.com',
  role: 'viewer',
  expiresAt: AT,
  acceptUrl: 'http://localhost:3000/invitations/accept?token=…',
};
const auditEntry: AuditEntryView = {
  id: id(8),
  at: AT,
  actor: { type: 'user', id: USER_ID, name: 'owner@demo.renum.local' },
  action: 'credential.created',
  target: { type: 'credential', id: id(9) },
  detail: { provider: 'tavily' },
};
const agent: AgentView = {
  id: AGENT_ID,
  name: 'Researcher',
  description: 'Searches the web and writes reports.',
  version: { id: id(10), number: 2, createdAt: AT },
  config: {
    model: { provider: 'openai', name: 'gpt-4.1-mini', maxOutputTokens: 4096 },
    instructions: 'You are a careful researcher.',
    tools: ['web_search', 'create_file', 'complete'],
    limits: { maxSteps: 30, maxSeconds: 900, maxCostNano: '1000000000' },
    grants: [
      {
        provider: 'github',
        operations: 'read',
        ask: 'never',
        limits: { requestsPerMinute: 30 },
      },
    ],
    connections: [],
  },
  createdAt: AT,
  updatedAt: AT,
};
const agentVersion: AgentVersionView = {
  id: id(10),
  number: 2,
  config: agent.config,
  createdAt: AT,
  createdBy: USER_ID,
};
const thread: ThreadView = {
  id: THREAD_ID,
  agentId: AGENT_ID,
  agentName: 'Researcher',
  title: 'Row level security',
  createdAt: AT,
  lastRun: { id: RUN_ID, state: 'completed' },
};
const run: RunView = {
  id: RUN_ID,
  threadId: THREAD_ID,
  agentId: AGENT_ID,
  agentName: 'Researcher',
  agentVersion: 2,
  state: 'completed',
  input: 'Find three facts about row level security and write them to report.md',
  cost: { nano: '8412000', currency: 'USD' },
  usage: { inputTokens: 5210, outputTokens: 640, llmCalls: 3, toolCalls: 1 },
  createdAt: AT,
  startedAt: AT,
  endedAt: LATER,
};
const queued: RunView = {
  ...run,
  state: 'queued',
  cost: { nano: '0', currency: 'USD' },
  usage: { inputTokens: 0, outputTokens: 0, llmCalls: 0, toolCalls: 0 },
};
const event: RunEvent = {
  runId: RUN_ID,
  seq: 7,
  at: AT,
  type: 'tool.started',
  callId: 'call_1',
  name: 'web_search',
  input: { query: 'PostgreSQL row level security' },
};
const message: MessageView = {
  id: id(11),
  runId: RUN_ID,
  createdAt: AT,
  role: 'user',
  content: [{ type: 'text', text: run.input }],
};
const file: FileView = { path: 'report.md', type: 'file', size: 1834, modifiedAt: LATER };
const instance: InstanceView = {
  id: id(12),
  tenantId: TENANT_ID,
  tenantName: 'Demo',
  threadId: THREAD_ID,
  agentName: 'Researcher',
  state: 'busy',
  containerId: '3f1c9a…',
  workerId: id(13),
  createdAt: AT,
  lastUsedAt: LATER,
};
const health: HealthView = {
  status: 'ok',
  checks: [{ name: 'database', ok: true, detail: 'answers', at: AT }],
  workers: [{ id: id(13), at: AT, docker: true, instances: 2, runs: 1 }],
  queues: [{ name: 'runs', waiting: 0, active: 1, delayed: 0, failed: 0 }],
};

/** What each route answers when it does what it was asked. */
export const ANSWERS: Readonly<Record<string, unknown>> = {
  'post /v1/auth/sign-in': signIn,
  'post /v1/auth/refresh': signIn,
  'post /v1/auth/switch': signIn,
  'get /v1/auth/me': me,
  'post /v1/invitations/accept': signIn,
  'get /v1/tenant': tenant,
  'get /v1/members': all(member),
  'get /v1/members/{id}': member,
  'patch /v1/members/{id}': member,
  'get /v1/invitations': all({ ...invitation, acceptUrl: undefined }),
  'post /v1/invitations': invitation,
  'get /v1/audit': page(auditEntry),
  'get /v1/agents': page(agent),
  'post /v1/agents': agent,
  'get /v1/agents/{id}': agent,
  'patch /v1/agents/{id}': agent,
  'get /v1/agents/{id}/versions': page(agentVersion),
  'get /v1/threads': page(thread),
  'post /v1/threads': thread,
  'get /v1/threads/{id}': thread,
  'get /v1/threads/{id}/messages': page(message),
  'get /v1/threads/{id}/runs': page(run),
  'post /v1/threads/{id}/runs': queued,
  'get /v1/threads/{id}/files': { ...all(file), truncated: false },
  'get /v1/runs': page(run),
  'get /v1/runs/{id}': run,
  'get /v1/runs/{id}/events': all(event),
  'post /v1/runs/{id}/stop': { ...run, state: 'stopped' },
  'post /v1/runs/{id}/answer': queued,
  'get /v1/operator/tenants': page(tenant),
  'post /v1/operator/tenants': { ...tenant, ownerInvitation: invitation },
  'post /v1/operator/tenants/{id}/suspend': { ...tenant, state: 'suspended' },
  'post /v1/operator/tenants/{id}/activate': tenant,
  'get /v1/operator/runs': page({ ...run, tenantId: TENANT_ID, tenantName: 'Demo' }),
  'get /v1/operator/instances': page(instance),
  'get /v1/operator/health': health,
};
