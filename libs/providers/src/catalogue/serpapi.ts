import type { ProviderManifestInput } from '../manifest';
import { query, text, whole } from './inputs';
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
    read(
      'search',
      'Search an engine',
      'GET /search.json',
      query(
        {
          engine: text(
            'google (the usual one), bing, google_news, google_scholar, google_maps, youtube …',
          ),
          q: text('What to look for'),
          location: text(),
          gl: text('Country, two letters'),
          hl: text('Language, two letters'),
          num: whole('How many', 1, 100),
          start: whole('How many to leave out', 0),
        },
        'engine',
      ),
    ),
    read('account', 'Account', 'GET /account.json'),
  ],
  test: { method: 'GET', path: '/account.json' },
  limits: TOOL_LIMITS,
};
