import type { ProviderManifestInput } from '../manifest';
import { body, choice, flag, text, texts, whole } from './inputs';
import { read } from './operations';

/** One API credit at the pay-as-you-go price: 0.008 USD. */
const CREDIT_NANO = 8_000_000n;

export const tavily: ProviderManifestInput = {
  id: 'tavily',
  title: 'Tavily',
  kind: 'tool',
  category: 'search',
  docsUrl: 'https://docs.tavily.com/documentation/api-reference/introduction',
  secretLabel: 'API key (tvly-…)',
  baseUrl: 'https://api.tavily.com',
  hosts: ['api.tavily.com'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: [
    {
      id: 'search',
      title: 'Web search',
      description: 'Finds pages with excerpts, and with include_answer a short answer.',
      ...body(
        {
          query: text('What to look for, under 400 characters'),
          search_depth: choice(['basic', 'advanced'], 'advanced costs twice as much'),
          topic: choice(['general', 'news', 'finance']),
          max_results: whole('How many (5)', 0, 20),
          time_range: choice(['day', 'week', 'month', 'year']),
          include_answer: flag(),
          include_raw_content: flag('The pages themselves as well'),
          include_domains: texts(),
          exclude_domains: texts(),
          country: text('To prefer its results, e.g. "germany"; topic general only'),
        },
        'query',
      ),
      method: 'POST',
      path: '/search',
      access: 'read',
      safeToRetry: true,
      priceNano: CREDIT_NANO,
      meter: {
        name: 'credits',
        baseMilli: 1000,
        reportedAt: ['usage', 'credits'],
        factors: [
          { field: 'search_depth', values: { advanced: 2 } },
          // Tavily may then choose the advanced depth by itself.
          { field: 'auto_parameters', values: { true: 2 } },
        ],
      },
    },
    {
      id: 'extract',
      title: 'Read web pages',
      description: 'The content of up to 20 pages.',
      ...body(
        {
          urls: texts('Up to 20 addresses'),
          extract_depth: choice(['basic', 'advanced'], 'advanced for pages with tables or scripts'),
          format: choice(['markdown', 'text']),
          include_images: flag(),
        },
        'urls',
      ),
      method: 'POST',
      path: '/extract',
      access: 'read',
      safeToRetry: true,
      priceNano: CREDIT_NANO,
      meter: {
        name: 'credits',
        baseMilli: 1000,
        reportedAt: ['usage', 'credits'],
        factors: [{ field: 'extract_depth', values: { advanced: 2 } }],
        batch: { size: 5, requested: 'urls', delivered: 'results' },
      },
    },
    read('usage', 'Account usage', 'GET /usage'),
  ],
  test: { method: 'GET', path: '/usage' },
  limits: {
    timeoutMs: 90_000,
    idleMs: 60_000,
    requestBytes: 1024 * 1024,
    responseBytes: 32 * 1024 * 1024,
    concurrency: 16,
  },
  standInPath: '/tavily',
};
