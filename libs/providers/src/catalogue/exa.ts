import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

/** It has no call that is free: the test counts as one search. */
export const exa: ProviderManifestInput = {
  id: 'exa',
  title: 'Exa',
  kind: 'tool',
  category: 'search',
  docsUrl: 'https://docs.exa.ai/reference/getting-started',
  secretLabel: 'API key',
  baseUrl: 'https://api.exa.ai',
  hosts: ['api.exa.ai'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-api-key' }],
  operations: [
    read('search', 'Web search', 'POST /search'),
    read('contents', 'Read web pages', 'POST /contents'),
    read('find_similar', 'Similar pages', 'POST /findSimilar'),
    read('answer', 'Answer with sources', 'POST /answer'),
  ],
  test: { method: 'POST', path: '/search', body: { query: 'test', numResults: 1 }, free: false },
  limits: TOOL_LIMITS,
};
