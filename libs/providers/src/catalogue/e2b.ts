import type { ProviderManifestInput } from '../manifest';
import { body, free, query, text, whole } from './inputs';
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
    write(
      'sandboxes.create',
      'Create a sandbox',
      'POST /sandboxes',
      body(
        {
          templateID: text('e.g. base'),
          timeout: whole('Seconds to live (15)', 0),
          metadata: free('Texts by name'),
          envVars: free('Texts by name'),
        },
        'templateID',
      ),
    ),
    read(
      'sandboxes.list',
      'List sandboxes',
      'GET /v2/sandboxes',
      query({ limit: whole(undefined, 1, 100), nextToken: text(), state: text('running,paused') }),
    ),
    read('sandboxes.get', 'Describe a sandbox', 'GET /sandboxes/:id'),
    write('sandboxes.delete', 'End a sandbox', 'DELETE /sandboxes/:id', { safeToRetry: true }),
    write('sandboxes.timeout', 'Set its timeout', 'POST /sandboxes/:id/timeout', {
      safeToRetry: true,
      ...body({ timeout: whole('Seconds from now', 0) }, 'timeout'),
    }),
    write('sandboxes.pause', 'Pause a sandbox', 'POST /sandboxes/:id/pause'),
    read('templates.list', 'List templates', 'GET /templates'),
  ],
  test: { method: 'GET', path: '/v2/sandboxes' },
  limits: TOOL_LIMITS,
};
