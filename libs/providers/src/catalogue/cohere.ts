import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

export const cohere: ProviderManifestInput = {
  id: 'cohere',
  title: 'Cohere',
  kind: 'tool',
  category: 'search',
  docsUrl: 'https://docs.cohere.com/reference/about',
  secretLabel: 'API key',
  baseUrl: 'https://api.cohere.com',
  hosts: ['api.cohere.com'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: [
    read('rerank', 'Order texts by relevance', 'POST /v2/rerank', { safeToRetry: false }),
    read('models.list', 'List models', 'GET /v1/models'),
  ],
  test: { method: 'GET', path: '/v1/models' },
  limits: TOOL_LIMITS,
};
