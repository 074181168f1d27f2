import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

export const notion: ProviderManifestInput = {
  id: 'notion',
  title: 'Notion',
  kind: 'tool',
  category: 'productivity',
  docsUrl: 'https://developers.notion.com/reference/intro',
  secretLabel: 'Integration secret (ntn_…)',
  baseUrl: 'https://api.notion.com/v1',
  hosts: ['api.notion.com'],
  needsBaseUrl: false,
  oauth2: {
    authorizationUrl: 'https://api.notion.com/v1/oauth/authorize',
    tokenUrl: 'https://api.notion.com/v1/oauth/token',
    tokenHosts: ['api.notion.com'],
    grants: ['authorization_code'],
    // What it may see is chosen by the person, page by page; there are no scopes.
    pkce: false,
    clientAuth: 'basic',
    extraAuthorizationParams: { owner: 'user' },
  },
  injections: [{ type: 'bearer' }],
  defaultHeaders: { 'notion-version': '2022-06-28' },
  rateLimits: [{ requests: 3, seconds: 1, note: 'on average' }],
  operations: [
    read('users.me', 'Whose secret this is', 'GET /users/me'),
    read('search', 'Search', 'POST /search'),
    read('pages.get', 'Describe a page', 'GET /pages/:id'),
    write('pages.create', 'Create a page', 'POST /pages'),
    write('pages.update', 'Change a page', 'PATCH /pages/:id'),
    read('blocks.children', 'Content of a page', 'GET /blocks/:id/children'),
    write('blocks.append', 'Add to a page', 'PATCH /blocks/:id/children'),
    read('databases.get', 'Describe a database', 'GET /databases/:id'),
    read('databases.query', 'Query a database', 'POST /databases/:id/query'),
  ],
  test: { method: 'GET', path: '/users/me' },
  limits: TOOL_LIMITS,
};
