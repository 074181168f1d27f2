import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, OPENAI_OPERATIONS } from './openai-operations';

/** Any server that speaks the OpenAI dialect, at an address that the tenant names. */
export const openaiCompatible: ProviderManifestInput = {
  id: 'openai-compatible',
  title: 'OpenAI-compatible',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://platform.openai.com/docs/api-reference/chat',
  secretLabel: 'API key',
  hosts: [],
  needsBaseUrl: true,
  baseUrlExample: 'https://llm.example.com/v1',
  injections: [{ type: 'bearer' }],
  operations: OPENAI_OPERATIONS,
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: [],
  standInPath: '/openai/v1',
};
