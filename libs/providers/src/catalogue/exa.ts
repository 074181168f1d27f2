import type { ProviderManifestInput } from '../manifest';
import { body, choice, flag, free, text, texts, whole } from './inputs';
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
    read(
      'search',
      'Web search',
      'POST /search',
      body(
        {
          query: text('What to look for, in whole sentences if you like'),
          type: choice(['auto', 'neural', 'fast', 'deep']),
          numResults: whole('How many (10)', 1, 100),
          category: text('company, research paper, news, pdf, github, tweet, people …'),
          includeDomains: texts(),
          excludeDomains: texts(),
          startPublishedDate: text('ISO 8601'),
          endPublishedDate: text('ISO 8601'),
          contents: free('What of the pages to give: {"text": true}, {"summary": true} …'),
        },
        'query',
      ),
    ),
    read(
      'contents',
      'Read web pages',
      'POST /contents',
      body(
        { urls: texts(), text: flag('The whole text'), summary: free('{"query": "…"}') },
        'urls',
      ),
    ),
    read(
      'find_similar',
      'Similar pages',
      'POST /findSimilar',
      body({ url: text(), numResults: whole('How many (10)', 1, 100) }, 'url'),
    ),
    read(
      'answer',
      'Answer with sources',
      'POST /answer',
      body({ query: text('The question'), text: flag('The sources as well') }, 'query'),
    ),
  ],
  test: { method: 'POST', path: '/search', body: { query: 'test', numResults: 1 }, free: false },
  limits: TOOL_LIMITS,
};
