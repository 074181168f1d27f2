import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

export const serpapi: ProviderManifestInput = {
  id: 'serpapi',
  title: 'SerpApi',
  kind: 'tool',
  category: 'search',
  docsUrl: 'https://serpapi.com/search-api',
  secretLabel: 'API key',
  baseUrl: 'https://serpapi.com',
  hosts: ['serpapi.com'],
  needsBaseUrl: false,
  injections: [{ type: 'query', name: 'api_key' }],
  operations: [
    read('search', 'Search an engine', 'GET /search.json'),
    read('account', 'Account', 'GET /account.json'),
  ],
  test: { method: 'GET', path: '/account.json' },
  limits: TOOL_LIMITS,
};
