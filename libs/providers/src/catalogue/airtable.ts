import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

/** Bases begin with `app`: anything looser would admit `/meta` as one. */
export const airtable: ProviderManifestInput = {
  id: 'airtable',
  title: 'Airtable',
  kind: 'tool',
  category: 'productivity',
  docsUrl: 'https://airtable.com/developers/web/api/introduction',
  secretLabel: 'Personal access token (pat…)',
  baseUrl: 'https://api.airtable.com/v0',
  hosts: ['api.airtable.com'],
  needsBaseUrl: false,
  oauth2: {
    authorizationUrl: 'https://airtable.com/oauth2/v1/authorize',
    tokenUrl: 'https://airtable.com/oauth2/v1/token',
    tokenHosts: ['airtable.com'],
    grants: ['authorization_code'],
    scopes: ['data.records:read', 'data.records:write', 'schema.bases:read'],
    defaultScopes: ['data.records:read', 'schema.bases:read'],
    clientAuth: 'basic',
  },
  injections: [{ type: 'bearer' }],
  rateLimits: [{ requests: 5, seconds: 1, note: 'per base' }],
  operations: [
    read('whoami', 'Whose token this is', 'GET /meta/whoami'),
    read('bases.list', 'List bases', 'GET /meta/bases'),
    read('tables.list', 'Tables of a base', 'GET /meta/bases/:base/tables'),
    read('records.list', 'List records', 'GET /app:base/:table'),
    read('records.get', 'Describe a record', 'GET /app:base/:table/:record'),
    write('records.create', 'Create records', 'POST /app:base/:table'),
    write('records.update', 'Change records', 'PATCH /app:base/:table'),
    write('records.delete', 'Delete a record', 'DELETE /app:base/:table/:record'),
  ],
  test: { method: 'GET', path: '/meta/whoami' },
  limits: TOOL_LIMITS,
};
