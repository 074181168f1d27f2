import type { ProviderManifestInput } from '../manifest';
import { at, body, free, list, query, text, texts, whole } from './inputs';
import { read, write, TOOL_LIMITS } from './operations';

const TYPE = text('contacts, companies, deals, tickets, notes, tasks …');

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
    read(
      'objects.list',
      'List records',
      'GET /crm/v3/objects/:type',
      at(
        { type: TYPE },
        query({
          limit: whole('At most 100 (10)', 1, 100),
          after: text(),
          properties: text('With commas'),
        }),
      ),
    ),
    read(
      'objects.get',
      'Describe a record',
      'GET /crm/v3/objects/:type/:id',
      at(
        { type: TYPE },
        query({ properties: text('With commas'), associations: text('With commas') }),
      ),
    ),
    read(
      'objects.search',
      'Search records',
      'POST /crm/v3/objects/:type/search',
      at(
        { type: TYPE },
        body({
          query: text('Words'),
          filterGroups: list(
            free('{"filters": [{"propertyName": "email", "operator": "EQ", "value": "…"}]}'),
          ),
          properties: texts(),
          sorts: list(free('{"propertyName": "createdate", "direction": "DESCENDING"}')),
          limit: whole(undefined, 1, 200),
          after: text(),
        }),
      ),
    ),
    write(
      'objects.create',
      'Create a record',
      'POST /crm/v3/objects/:type',
      at(
        { type: TYPE },
        body(
          {
            properties: free('Values by property'),
            associations: list(free('{"to": {"id": "…"}, "types": []}')),
          },
          'properties',
        ),
      ),
    ),
    write(
      'objects.update',
      'Change a record',
      'PATCH /crm/v3/objects/:type/:id',
      at({ type: TYPE }, body({ properties: free('Values by property') }, 'properties')),
    ),
  ],
  test: { method: 'GET', path: '/account-info/v3/details' },
  limits: TOOL_LIMITS,
};
