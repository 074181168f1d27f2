import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

/** Life of the sandboxes only: each then has a host and an access token of its own. */
export const e2b: ProviderManifestInput = {
  id: 'e2b',
  title: 'E2B',
  kind: 'tool',
  category: 'sandboxes',
  docsUrl: 'https://e2b.dev/docs/api-reference',
  secretLabel: 'API key (e2b_…)',
  baseUrl: 'https://api.e2b.app',
  hosts: ['api.e2b.app'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-api-key' }],
  operations: [
    write('sandboxes.create', 'Create a sandbox', 'POST /sandboxes'),
    read('sandboxes.list', 'List sandboxes', 'GET /v2/sandboxes'),
    read('sandboxes.get', 'Describe a sandbox', 'GET /sandboxes/:id'),
    write('sandboxes.delete', 'End a sandbox', 'DELETE /sandboxes/:id', { safeToRetry: true }),
    write('sandboxes.timeout', 'Set its timeout', 'POST /sandboxes/:id/timeout', {
      safeToRetry: true,
    }),
    write('sandboxes.pause', 'Pause a sandbox', 'POST /sandboxes/:id/pause'),
    read('templates.list', 'List templates', 'GET /templates'),
  ],
  test: { method: 'GET', path: '/v2/sandboxes' },
  limits: TOOL_LIMITS,
};
