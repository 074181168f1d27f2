import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, openaiOperations } from './openai-operations';

export const mistral: ProviderManifestInput = {
  id: 'mistral',
  title: 'Mistral AI',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://docs.mistral.ai/api',
  secretLabel: 'API key',
  baseUrl: 'https://api.mistral.ai/v1',
  hosts: ['api.mistral.ai'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: openaiOperations('chat.completions', 'embeddings', 'models.list', 'models.get'),
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: ['mistral-large-latest', 'mistral-medium-latest', 'mistral-small-latest'],
  standInPath: '/openai/v1',
};
