import type { ProviderManifestInput } from '../manifest';
import { choice, query, text, whole } from './inputs';
import { read, TOOL_LIMITS } from './operations';

/** It has no call that is free: the test counts as one request. */
const QUERY = query(
  {
    q: text('What to look for'),
    count: whole('How many (20)', 1, 20),
    offset: whole('Which page, from 0', 0, 9),
    country: text('Two letters'),
    search_lang: text('Two letters'),
    freshness: text('pd, pw, pm or py for the last day to year, or 2025-01-01to2025-06-30'),
    safesearch: choice(['off', 'moderate', 'strict']),
  },
  'q',
);

export const brave: ProviderManifestInput = {
  id: 'brave',
  title: 'Brave Search',
  kind: 'tool',
  category: 'search',
  docsUrl: 'https://api-dashboard.search.brave.com/app/documentation',
  secretLabel: 'Subscription token',
  baseUrl: 'https://api.search.brave.com/res/v1',
  hosts: ['api.search.brave.com'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-subscription-token' }],
  operations: [
    read('web.search', 'Web search', 'GET /web/search', QUERY),
    read('news.search', 'News search', 'GET /news/search', QUERY),
    read('images.search', 'Image search', 'GET /images/search', QUERY),
    read('videos.search', 'Video search', 'GET /videos/search', QUERY),
  ],
  test: { method: 'GET', path: '/web/search', query: { q: 'test', count: '1' }, free: false },
  limits: TOOL_LIMITS,
};
