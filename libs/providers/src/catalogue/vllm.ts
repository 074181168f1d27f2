import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, OPENAI_OPERATIONS } from './openai-operations';

export const vllm: ProviderManifestInput = {
  id: 'vllm',
  title: 'vLLM',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html',
  secretLabel: 'API key (any word when the server asks for none)',
  hosts: [],
  needsBaseUrl: true,
  baseUrlExample: 'http://localhost:8000/v1',
  injections: [{ type: 'bearer' }],
  operations: OPENAI_OPERATIONS,
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: [],
  standInPath: '/openai/v1',
};
