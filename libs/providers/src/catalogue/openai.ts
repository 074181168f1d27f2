import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, OPENAI_OPERATIONS } from './openai-operations';

export const openai: ProviderManifestInput = {
  id: 'openai',
  title: 'OpenAI',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://platform.openai.com/docs/api-reference',
  secretLabel: 'API key (sk-…)',
  baseUrl: 'https://api.openai.com/v1',
  hosts: ['api.openai.com'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: OPENAI_OPERATIONS,
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: ['gpt-4.1-mini', 'gpt-4.1', 'gpt-5', 'gpt-5-mini', 'o4-mini'],
  standInPath: '/openai/v1',
};
