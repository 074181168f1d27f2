import type { ProviderManifestInput } from '../manifest';
import { read } from './operations';

type Operations = ProviderManifestInput['operations'];

/** The operations of the OpenAI dialect, the same wherever it is spoken. Priced by what they tell. */
export const OPENAI_OPERATIONS: Operations = [
  // Nothing changes there, but each try is paid for: the callers' own clients repeat them.
  read('chat.completions', 'Chat completions', 'POST /chat/completions', { safeToRetry: false }),
  read('responses', 'Responses', 'POST /responses', { safeToRetry: false }),
  read('embeddings', 'Embeddings', 'POST /embeddings', { safeToRetry: false }),
  read('images.generate', 'Make images', 'POST /images/generations', { safeToRetry: false }),
  read('images.edit', 'Edit images', 'POST /images/edits', { safeToRetry: false }),
  read('audio.transcriptions', 'Transcribe', 'POST /audio/transcriptions', { safeToRetry: false }),
  read('audio.translations', 'Translate speech', 'POST /audio/translations', {
    safeToRetry: false,
  }),
  read('audio.speech', 'Speak', 'POST /audio/speech', { safeToRetry: false }),
  read('moderations', 'Moderations', 'POST /moderations'),
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
