import type { ProviderManifestInput } from '../manifest';
import { LLM_LIMITS, openaiOperations } from './openai-operations';

/** Gemini through Google's own OpenAI-compatible door. */
export const google: ProviderManifestInput = {
  id: 'google',
  title: 'Google Gemini',
  kind: 'llm',
  category: 'models',
  dialect: 'openai',
  docsUrl: 'https://ai.google.dev/gemini-api/docs/openai',
  secretLabel: 'API key',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
  hosts: ['generativelanguage.googleapis.com'],
  needsBaseUrl: false,
  dropQuery: ['key', 'access_token'],
  injections: [{ type: 'bearer' }],
  operations: openaiOperations('chat.completions', 'embeddings', 'models.list'),
  test: { method: 'GET', path: '/models' },
  limits: LLM_LIMITS,
  models: ['gemini-2.5-flash', 'gemini-2.5-pro'],
  standInPath: '/openai/v1',
};
