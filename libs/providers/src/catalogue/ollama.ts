import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, OPENAI_OPERATIONS } from './openai-operations';

export const ollama: ProviderManifestInput = {
  id: 'ollama',
  title: 'Ollama',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://docs.ollama.com/api/openai-compatibility',
  secretLabel: 'API key (any word when the server asks for none)',
  hosts: [],
  needsBaseUrl: true,
  baseUrlExample: 'http://localhost:11434/v1',
  injections: [{ type: 'bearer' }],
  operations: OPENAI_OPERATIONS,
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: [],
  standInPath: '/openai/v1',
};
