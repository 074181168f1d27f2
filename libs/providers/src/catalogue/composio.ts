import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

/** Connected accounts are left out on purpose: their answers can hold the accounts' own tokens. */
export const composio: ProviderManifestInput = {
  id: 'composio',
  title: 'Composio',
  kind: 'tool',
  category: 'connections',
  docsUrl: 'https://docs.composio.dev/reference',
  secretLabel: 'Project API key',
  baseUrl: 'https://backend.composio.dev/api/v3',
  hosts: ['backend.composio.dev'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-api-key' }],
  rateLimits: [{ requests: 20_000, seconds: 600, note: 'smallest plan' }],
  operations: [
    read('tools.list', 'List tools', 'GET /tools'),
    read('tools.get', 'Describe a tool', 'GET /tools/:tool'),
    write('tools.execute', 'Run a tool', 'POST /tools/execute/:tool'),
    read('toolkits.list', 'List apps', 'GET /toolkits'),
    read('toolkits.get', 'Describe an app', 'GET /toolkits/:toolkit'),
  ],
  test: { method: 'GET', path: '/toolkits', query: { limit: '1' } },
  limits: TOOL_LIMITS,
};
