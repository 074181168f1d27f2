import type {
  AgentConfig,
  AgentView,
  ApiKeyView,
  ApprovalView,
  ConnectionView,
  CredentialView,
  CustomProviderView,
  MeView,
  NewApiKeyView,
  ProviderView,
  RequestLogView,
  RunView,
  ThreadView,
} from '@renum/contracts';

/** Answers of the API, valid by default; a test overrides what it is about. */
const AT = '2026-11-21T10:00:00.000Z';

export const agentConfig = (overrides: Partial<AgentConfig> = {}): AgentConfig => ({
  model: { provider: 'openai', name: 'gpt-4.1-mini', maxOutputTokens: 4096 },
  instructions: 'Be careful.',
  tools: ['web_search', 'create_file'],
  limits: { maxSteps: 30, maxSeconds: 900, maxCostNano: '1000000000' },
  grants: [],
  connections: [],
  ...overrides,
});

export const agentView = (overrides: Partial<AgentView> = {}): AgentView => ({
  id: 'agent-1',
  name: 'Researcher',
  description: 'Finds facts.',
  version: { id: 'version-1', number: 1, createdAt: AT },
  config: agentConfig(),
  createdAt: AT,
  updatedAt: AT,
  ...overrides,
});

export const credentialView = (overrides: Partial<CredentialView> = {}): CredentialView => ({
  id: 'credential-1',
  provider: 'openai',
  name: 'Team key',
  state: 'active',
  version: 1,
  hint: 'f3Qz',
  kind: 'apiKey',
  standIn: false,
  expired: false,
  createdAt: AT,
  updatedAt: AT,
  ...overrides,
});

export const providerView = (overrides: Partial<ProviderView> = {}): ProviderView => ({
  id: 'openai',
  title: 'OpenAI',
  kind: 'llm',
  docsUrl: 'https://platform.openai.com',
  hosts: ['api.openai.com'],
  needsBaseUrl: false,
  secretLabel: 'API key (sk-…)',
  models: ['gpt-4.1-mini', 'gpt-5'],
  category: 'models',
  credential: {
    kind: 'apiKey',
    fields: [{ name: 'secret', label: 'API key (sk-…)', secret: true }],
  },
  keyPlaces: ['authorization: Bearer ••••'],
  testIsFree: true,
  custom: false,
  rateLimits: [],
  operations: [
    {
      id: 'chat.completions',
      title: 'Chat completions',
      method: 'POST',
      path: '/chat/completions',
      access: 'read',
      safeToRetry: true,
    },
  ],
  ...overrides,
});

export const customProviderView = (
  overrides: Partial<CustomProviderView> = {},
): CustomProviderView => ({
  id: 'own-shop',
  title: 'Shop',
  source: 'form',
  baseUrl: 'https://shop.test/v1',
  auth: { type: 'header', name: 'x-api-key' },
  operations: [
    {
      id: 'orders.list',
      title: 'List orders',
      method: 'GET',
      path: '/orders',
      access: 'read',
      safeToRetry: true,
    },
    {
      id: 'orders.cancel',
      title: 'Cancel an order',
      method: 'DELETE',
      path: '/orders/{id}',
      access: 'write',
      safeToRetry: false,
    },
  ],
  createdAt: AT,
  updatedAt: AT,
  ...overrides,
});

export const threadView = (overrides: Partial<ThreadView> = {}): ThreadView => ({
  id: 'thread-1',
  agentId: 'agent-1',
  agentName: 'Researcher',
  title: 'Find three facts',
  createdAt: AT,
  ...overrides,
});

export const runView = (overrides: Partial<RunView> = {}): RunView => ({
  id: 'run-1',
  threadId: 'thread-1',
  agentId: 'agent-1',
  agentName: 'Researcher',
  agentVersion: 1,
  state: 'completed',
  input: 'Find three facts',
  cost: { nano: '10600000', currency: 'USD' },
  usage: { inputTokens: 4971, outputTokens: 391, llmCalls: 3, toolCalls: 1 },
  createdAt: AT,
  startedAt: AT,
  endedAt: '2026-11-21T10:00:03.400Z',
  ...overrides,
});

export const meView = (overrides: Partial<MeView> = {}): MeView => ({
  user: { id: 'user-1', email: 'owner@demo.renum.local', name: 'Demo Owner', operator: false },
  tenant: { id: 'tenant-1', name: 'Demo Company', slug: 'demo', role: 'owner', demo: true },
  memberships: [{ tenantId: 'tenant-1', tenantName: 'Demo Company', role: 'owner' }],
  ...overrides,
});

export const approvalView = (overrides: Partial<ApprovalView> = {}): ApprovalView => ({
  id: 'approval-1',
  runId: 'run-1',
  threadId: 'thread-1',
  agentId: 'agent-1',
  agentName: 'Researcher',
  provider: 'tavily',
  providerTitle: 'Tavily',
  operation: 'search',
  operationTitle: 'Search the web',
  access: 'read',
  method: 'POST',
  path: '/search',
  preview: '{"query":"row level security","max_results":5}',
  state: 'pending',
  requestedAt: AT,
  expiresAt: '2999-01-01T00:00:00.000Z',
  ...overrides,
});

export const connectionView = (overrides: Partial<ConnectionView> = {}): ConnectionView => ({
  id: 'connection-1',
  kind: 'mcp',
  name: 'Weather',
  url: 'https://mcp.example.com/mcp',
  transport: 'http',
  state: 'active',
  tools: [
    {
      name: 'forecast',
      title: 'Forecast',
      description: 'The weather of the next days.',
      inputSchema: {
        type: 'object',
        properties: { city: { type: 'string', description: 'Where' }, days: { type: 'integer' } },
        required: ['city'],
      },
      access: 'read',
    },
    {
      name: 'report',
      description: 'Sends in a measurement.',
      inputSchema: { type: 'object' },
      access: 'write',
    },
  ],
  approvedAt: AT,
  checkedAt: AT,
  createdAt: AT,
  ...overrides,
});

export const requestView = (overrides: Partial<RequestLogView> = {}): RequestLogView => ({
  id: 'request-1',
  at: AT,
  agentId: 'agent-1',
  agentName: 'Researcher',
  runId: 'run-1',
  threadId: 'thread-1',
  provider: 'tavily',
  operation: 'search',
  method: 'POST',
  path: '/search',
  decision: 'allowed',
  times: 1,
  status: 200,
  durationMs: 412,
  attempts: 1,
  cost: { nano: '8000000', currency: 'USD' },
  estimated: false,
  masked: 0,
  ...overrides,
});

export const apiKeyView = (overrides: Partial<ApiKeyView> = {}): ApiKeyView => ({
  id: 'key-1',
  name: 'Backend of our shop',
  role: 'builder',
  scopes: ['api'],
  hint: 'q3Zk',
  createdAt: AT,
  expired: false,
  ...overrides,
});

export const newApiKeyView = (overrides: Partial<NewApiKeyView> = {}): NewApiKeyView => ({
  ...apiKeyView(),
  key: 'rnm_the-key-itself',
  ...overrides,
});
