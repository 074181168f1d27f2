import type { ProviderManifestInput } from '../manifest';
import { body, choice, free, list, object, query, text, whole } from './inputs';
import { read, write, TOOL_LIMITS } from './operations';

const BLOCK = free(
  '{"type": "paragraph", "paragraph": {"rich_text": [{"text": {"content": "…"}}]}}',
);

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
    read(
      'search',
      'Search',
      'POST /search',
      body({
        query: text('Words of titles'),
        filter: object({ property: choice(['object']), value: choice(['page', 'database']) }),
        page_size: whole(undefined, 1, 100),
        start_cursor: text(),
      }),
    ),
    read('pages.get', 'Describe a page', 'GET /pages/:id'),
    write(
      'pages.create',
      'Create a page',
      'POST /pages',
      body(
        {
          parent: free('{"page_id": "…"} or {"database_id": "…"}'),
          properties: free('Of a page in a page: {"title": [{"text": {"content": "…"}}]}'),
          children: list(BLOCK),
        },
        'parent',
        'properties',
      ),
    ),
    write(
      'pages.update',
      'Change a page',
      'PATCH /pages/:id',
      body({ properties: free('Those to change'), archived: { type: 'boolean' } }),
    ),
    read(
      'blocks.children',
      'Content of a page',
      'GET /blocks/:id/children',
      query({ page_size: whole(undefined, 1, 100), start_cursor: text() }),
    ),
    write(
      'blocks.append',
      'Add to a page',
      'PATCH /blocks/:id/children',
      body({ children: list(BLOCK), after: text('Id of the block before') }, 'children'),
    ),
    read('databases.get', 'Describe a database', 'GET /databases/:id'),
    read(
      'databases.query',
      'Query a database',
      'POST /databases/:id/query',
      body({
        filter: free('e.g. {"property": "Status", "status": {"equals": "Done"}}'),
        sorts: list(free('{"property": "…", "direction": "ascending"}')),
        page_size: whole(undefined, 1, 100),
        start_cursor: text(),
      }),
    ),
  ],
  test: { method: 'GET', path: '/users/me' },
  limits: TOOL_LIMITS,
};
