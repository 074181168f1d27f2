import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

/** It has no call that is free: the test counts as one request. */
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
    read('web.search', 'Web search', 'GET /web/search'),
    read('news.search', 'News search', 'GET /news/search'),
    read('images.search', 'Image search', 'GET /images/search'),
    read('videos.search', 'Video search', 'GET /videos/search'),
  ],
  test: { method: 'GET', path: '/web/search', query: { q: 'test', count: '1' }, free: false },
  limits: TOOL_LIMITS,
};
