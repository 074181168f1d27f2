import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, openaiOperations } from './openai-operations';

export const cerebras: ProviderManifestInput = {
  id: 'cerebras',
  title: 'Cerebras',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://inference-docs.cerebras.ai/api-reference/chat-completions',
  secretLabel: 'API key (csk-…)',
  baseUrl: 'https://api.cerebras.ai/v1',
  hosts: ['api.cerebras.ai'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: openaiOperations('chat.completions', 'models.list', 'models.get'),
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: ['llama3.1-8b', 'gpt-oss-120b'],
  standInPath: '/openai/v1',
};
