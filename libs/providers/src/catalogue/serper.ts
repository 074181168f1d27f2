import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

/** One credit: 50 USD for 50,000. Answers say what they took; more than ten results take two. */
const SEARCH = {
  priceNano: 1_000_000n,
  meter: { name: 'credits', baseMilli: 1000, maxMilli: 2000, reportedAt: ['credits'] },
};

export const serper: ProviderManifestInput = {
  id: 'serper',
  title: 'Serper',
  kind: 'tool',
  category: 'search',
  docsUrl: 'https://serper.dev',
  secretLabel: 'API key',
  baseUrl: 'https://google.serper.dev',
  hosts: ['google.serper.dev'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-api-key' }],
  operations: [
    read('search', 'Google search', 'POST /search', SEARCH),
    read('news', 'Google News', 'POST /news', SEARCH),
    read('images', 'Google Images', 'POST /images', SEARCH),
    read('places', 'Google Places', 'POST /places', SEARCH),
    read('scholar', 'Google Scholar', 'POST /scholar', SEARCH),
    read('account', 'Credits left', 'GET /account'),
  ],
  test: { method: 'GET', path: '/account' },
  limits: TOOL_LIMITS,
};
