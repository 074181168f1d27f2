import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, openaiOperations } from './openai-operations';

export const fireworks: ProviderManifestInput = {
  id: 'fireworks',
  title: 'Fireworks AI',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://docs.fireworks.ai/api-reference/introduction',
  secretLabel: 'API key (fw_…)',
  baseUrl: 'https://api.fireworks.ai/inference/v1',
  hosts: ['api.fireworks.ai'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: openaiOperations('chat.completions', 'embeddings', 'models.list'),
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: ['accounts/fireworks/models/llama-v3p3-70b-instruct'],
  standInPath: '/openai/v1',
};
