import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, openaiOperations } from './openai-operations';

export const xAi: ProviderManifestInput = {
  id: 'x-ai',
  title: 'xAI',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://docs.x.ai/docs/api-reference',
  secretLabel: 'API key (xai-…)',
  baseUrl: 'https://api.x.ai/v1',
  hosts: ['api.x.ai'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: openaiOperations('chat.completions', 'responses', 'models.list', 'models.get'),
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: ['grok-4'],
  standInPath: '/openai/v1',
};
