import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

export const hubspot: ProviderManifestInput = {
  id: 'hubspot',
  title: 'HubSpot',
  kind: 'tool',
  category: 'productivity',
  docsUrl: 'https://developers.hubspot.com/docs/api-reference/overview',
  secretLabel: 'Private app token (pat-…)',
  baseUrl: 'https://api.hubapi.com',
  hosts: ['api.hubapi.com'],
  needsBaseUrl: false,
  oauth2: {
    authorizationUrl: 'https://app.hubspot.com/oauth/authorize',
    tokenUrl: 'https://api.hubapi.com/oauth/v1/token',
    tokenHosts: ['api.hubapi.com'],
    grants: ['authorization_code'],
    scopes: [
      'oauth',
      'crm.objects.contacts.read',
      'crm.objects.contacts.write',
      'crm.objects.companies.read',
      'crm.objects.companies.write',
      'crm.objects.deals.read',
      'crm.objects.deals.write',
    ],
    defaultScopes: ['oauth', 'crm.objects.contacts.read', 'crm.objects.companies.read'],
    pkce: false,
  },
  injections: [{ type: 'bearer' }],
  dropQuery: ['hapikey'],
  operations: [
    read('account', 'Account', 'GET /account-info/v3/details'),
    read('objects.list', 'List records', 'GET /crm/v3/objects/:type'),
    read('objects.get', 'Describe a record', 'GET /crm/v3/objects/:type/:id'),
    read('objects.search', 'Search records', 'POST /crm/v3/objects/:type/search'),
    write('objects.create', 'Create a record', 'POST /crm/v3/objects/:type'),
    write('objects.update', 'Change a record', 'PATCH /crm/v3/objects/:type/:id'),
  ],
  test: { method: 'GET', path: '/account-info/v3/details' },
  limits: TOOL_LIMITS,
};
