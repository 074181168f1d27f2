import type { ProviderManifestInput } from '../manifest';

/** The operations of the OpenAI dialect, the same wherever it is spoken. Priced by tokens. */
export const OPENAI_OPERATIONS: ProviderManifestInput['operations'] = [
  {
    id: 'chat.completions',
    title: 'Chat completions',
    method: 'POST',
    path: '/chat/completions',
    safeToRetry: false,
  },
  { id: 'responses', title: 'Responses', method: 'POST', path: '/responses', safeToRetry: false },
  {
    id: 'embeddings',
    title: 'Embeddings',
    method: 'POST',
    path: '/embeddings',
    safeToRetry: false,
  },
  { id: 'models.list', title: 'List models', method: 'GET', path: '/models', safeToRetry: true },
  {
    id: 'models.get',
    title: 'Describe a model',
    method: 'GET',
    path: '/models/:model',
    safeToRetry: true,
  },
];

/** Reasoning models think for minutes before the first byte, and pause as long between two. */
export const LLM_LIMITS: ProviderManifestInput['limits'] = {
  timeoutMs: 300_000,
  idleMs: 300_000,
  requestBytes: 32 * 1024 * 1024,
  responseBytes: 64 * 1024 * 1024,
  concurrency: 64,
};
