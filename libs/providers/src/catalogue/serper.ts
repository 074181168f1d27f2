import type { ProviderManifestInput } from '../manifest';
import { body, text, whole } from './inputs';
import { read, TOOL_LIMITS } from './operations';

/** One credit: 50 USD for 50,000. Answers say what they took; more than ten results take two. */
const SEARCH = {
  priceNano: 1_000_000n,
  meter: { name: 'credits', baseMilli: 1000, maxMilli: 2000, reportedAt: ['credits'] },
};

const QUERY = body(
  {
    q: text('What to look for'),
    gl: text('Country, two letters'),
    hl: text('Language, two letters'),
    location: text('e.g. "Berlin, Germany"'),
    num: whole('How many (10)', 1, 100),
    page: whole(undefined, 1),
    tbs: text('Time: qdr:d, qdr:w, qdr:m or qdr:y for the last day to year'),
  },
  'q',
);

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
    read('search', 'Google search', 'POST /search', { ...SEARCH, ...QUERY }),
    read('news', 'Google News', 'POST /news', { ...SEARCH, ...QUERY }),
    read('images', 'Google Images', 'POST /images', { ...SEARCH, ...QUERY }),
    read('places', 'Google Places', 'POST /places', { ...SEARCH, ...QUERY }),
    read('scholar', 'Google Scholar', 'POST /scholar', { ...SEARCH, ...QUERY }),
    read('account', 'Credits left', 'GET /account'),
  ],
  test: { method: 'GET', path: '/account' },
  limits: TOOL_LIMITS,
};
