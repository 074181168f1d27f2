import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

/** Access tokens live for an hour: give the client's id and secret, and they are renewed. Accounts are left out on purpose: their answers can hold the accounts'
 * own tokens. */
export const pipedream: ProviderManifestInput = {
  id: 'pipedream',
  title: 'Pipedream Connect',
  kind: 'tool',
  category: 'connections',
  docsUrl: 'https://pipedream.com/docs/connect/api-reference/introduction',
  secretLabel: 'OAuth access token, project and environment',
  baseUrl: 'https://api.pipedream.com/v1/connect',
  hosts: ['api.pipedream.com', 'remote.mcp.pipedream.net'],
  needsBaseUrl: false,
  oauth2: {
    tokenUrl: 'https://api.pipedream.com/v1/oauth/token',
    tokenHosts: ['api.pipedream.com'],
    grants: ['client_credentials'],
    field: 'accessToken',
  },
  injections: [
    { type: 'bearer', field: 'accessToken' },
    { type: 'header', name: 'x-pd-environment', field: 'environment' },
    { type: 'path', template: '/{projectId}' },
  ],
  credential: {
    kind: 'custom',
    fields: [
      { name: 'accessToken', label: 'Access token' },
      { name: 'projectId', label: 'Project ID', secret: false, placeholder: 'proj_…' },
      {
        name: 'environment',
        label: 'Environment',
        secret: false,
        placeholder: 'development or production',
      },
    ],
  },
  operations: [
    read('actions.list', 'List actions', 'GET /actions'),
    read('components.get', 'Describe an action', 'GET /components/:key'),
    write('actions.run', 'Run an action', 'POST /actions/run'),
  ],
  test: { method: 'GET', path: '/actions', query: { limit: '1' } },
  limits: TOOL_LIMITS,
};
