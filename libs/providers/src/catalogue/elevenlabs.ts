import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

export const elevenlabs: ProviderManifestInput = {
  id: 'elevenlabs',
  title: 'ElevenLabs',
  kind: 'tool',
  category: 'media',
  docsUrl: 'https://elevenlabs.io/docs/api-reference/introduction',
  secretLabel: 'API key (sk_…)',
  baseUrl: 'https://api.elevenlabs.io',
  hosts: ['api.elevenlabs.io'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'xi-api-key' }],
  errors: { messageAt: [['detail', 'message'], ['detail']] },
  operations: [
    read('speech', 'Text to speech', 'POST /v1/text-to-speech/:voice', { safeToRetry: false }),
    read('speech.stream', 'Text to speech, streamed', 'POST /v1/text-to-speech/:voice/stream', {
      safeToRetry: false,
    }),
    read('voices.list', 'List voices', 'GET /v1/voices'),
    read('models.list', 'List models', 'GET /v1/models'),
    read('user', 'Whose key this is', 'GET /v1/user'),
  ],
  test: { method: 'GET', path: '/v1/user' },
  limits: TOOL_LIMITS,
};
