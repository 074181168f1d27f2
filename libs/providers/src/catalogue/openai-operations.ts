import type { ProviderManifestInput } from '../manifest';
import { read } from './operations';

type Operations = ProviderManifestInput['operations'];

/** The operations of the OpenAI dialect, the same wherever it is spoken. Priced by tokens. */
export const OPENAI_OPERATIONS: Operations = [
  // Nothing changes there, but each try is paid for: the callers' own clients repeat them.
  read('chat.completions', 'Chat completions', 'POST /chat/completions', { safeToRetry: false }),
  read('responses', 'Responses', 'POST /responses', { safeToRetry: false }),
  read('embeddings', 'Embeddings', 'POST /embeddings', { safeToRetry: false }),
  read('models.list', 'List models', 'GET /models'),
  read('models.get', 'Describe a model', 'GET /models/:model'),
];

/** Those of them that a provider has. */
export const openaiOperations = (...ids: string[]): Operations =>
  ids.map((id) => {
    const found = OPENAI_OPERATIONS.find((each) => each.id === id);
    if (!found) throw new Error(`The OpenAI dialect has no operation ${id}.`);
    return found;
  });

/** Reasoning models think for minutes before the first byte, and pause as long between two. */
export const LLM_LIMITS: ProviderManifestInput['limits'] = {
  timeoutMs: 300_000,
  idleMs: 300_000,
  requestBytes: 32 * 1024 * 1024,
  responseBytes: 64 * 1024 * 1024,
  concurrency: 64,
};
