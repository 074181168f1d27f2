import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS } from './openai-operations';

export const anthropic: ProviderManifestInput = {
  id: 'anthropic',
  title: 'Anthropic',
  kind: 'llm',
  dialect: 'anthropic',
  docsUrl: 'https://docs.anthropic.com/en/api/overview',
  secretLabel: 'API key (sk-ant-…)',
  baseUrl: 'https://api.anthropic.com',
  hosts: ['api.anthropic.com'],
  needsBaseUrl: false,
  injection: { type: 'header', name: 'x-api-key' },
  operations: [
    { id: 'messages', title: 'Messages', method: 'POST', path: '/v1/messages', safeToRetry: false },
    {
      id: 'messages.count_tokens',
      title: 'Count tokens',
      method: 'POST',
      path: '/v1/messages/count_tokens',
      safeToRetry: true,
    },
    {
      id: 'models.list',
      title: 'List models',
      method: 'GET',
      path: '/v1/models',
      safeToRetry: true,
    },
  ],
  test: { method: 'GET', path: '/v1/models', headers: { 'anthropic-version': '2023-06-01' } },
  limits: LLM_LIMITS,
  models: ['claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-5'],
  standInPath: '/anthropic',
};
