import type { ProviderManifestInput } from '../manifest';
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
