import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, openaiOperations } from './openai-operations';

/** Its list of models is public, so the test asks about the key itself. */
export const openrouter: ProviderManifestInput = {
  id: 'openrouter',
  title: 'OpenRouter',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://openrouter.ai/docs/api-reference/overview',
  secretLabel: 'API key (sk-or-v1-…)',
  baseUrl: 'https://openrouter.ai/api/v1',
  hosts: ['openrouter.ai'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: openaiOperations('chat.completions', 'models.list'),
  test: { method: 'GET', path: '/key' },
  limits: LLM_LIMITS,
  models: ['openai/gpt-4.1-mini', 'anthropic/claude-sonnet-4.5', 'google/gemini-2.5-flash'],
  standInPath: '/openai/v1',
};
