import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS } from './openai-operations';
import { read } from './operations';

export const anthropic: ProviderManifestInput = {
  id: 'anthropic',
  title: 'Anthropic',
  kind: 'llm',
  category: 'models',
  dialect: 'anthropic',
  docsUrl: 'https://docs.anthropic.com/en/api/overview',
  secretLabel: 'API key (sk-ant-…)',
  baseUrl: 'https://api.anthropic.com',
  hosts: ['api.anthropic.com'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-api-key' }],
  operations: [
    read('messages', 'Messages', 'POST /v1/messages', { safeToRetry: false }),
    read('messages.count_tokens', 'Count tokens', 'POST /v1/messages/count_tokens'),
    read('models.list', 'List models', 'GET /v1/models'),
  ],
  test: { method: 'GET', path: '/v1/models', headers: { 'anthropic-version': '2023-06-01' } },
  limits: LLM_LIMITS,
  models: ['claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-5'],
  standInPath: '/anthropic',
};
