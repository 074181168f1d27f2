import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, openaiOperations } from './openai-operations';

export const deepseek: ProviderManifestInput = {
  id: 'deepseek',
  title: 'DeepSeek',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://api-docs.deepseek.com',
  secretLabel: 'API key (sk-…)',
  baseUrl: 'https://api.deepseek.com',
  hosts: ['api.deepseek.com'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: openaiOperations('chat.completions', 'models.list'),
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: ['deepseek-chat', 'deepseek-reasoner'],
  standInPath: '/openai/v1',
};
