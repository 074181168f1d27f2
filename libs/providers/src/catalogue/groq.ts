import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, openaiOperations } from './openai-operations';

export const groq: ProviderManifestInput = {
  id: 'groq',
  title: 'Groq',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://console.groq.com/docs/api-reference',
  secretLabel: 'API key (gsk_…)',
  baseUrl: 'https://api.groq.com/openai/v1',
  hosts: ['api.groq.com'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: openaiOperations(
    'chat.completions',
    'responses',
    'audio.transcriptions',
    'audio.translations',
    'models.list',
    'models.get',
  ),
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: ['llama-3.3-70b-versatile', 'openai/gpt-oss-120b', 'openai/gpt-oss-20b'],
  standInPath: '/openai/v1',
};
