import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, openaiOperations } from './openai-operations';

export const together: ProviderManifestInput = {
  id: 'together',
  title: 'Together AI',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://docs.together.ai/reference/chat-completions-1',
  secretLabel: 'API key',
  baseUrl: 'https://api.together.xyz/v1',
  hosts: ['api.together.xyz'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: openaiOperations('chat.completions', 'embeddings', 'models.list'),
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: ['meta-llama/Llama-3.3-70B-Instruct-Turbo'],
  standInPath: '/openai/v1',
};
