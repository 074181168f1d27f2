import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

/** One credit of the smallest plan: 16 USD for 3,000. */
const CREDIT_NANO = 5_333_333n;

/** Crawls and extractions are not offered: what they cost is known only after the answer. */
export const firecrawl: ProviderManifestInput = {
  id: 'firecrawl',
  title: 'Firecrawl',
  kind: 'tool',
  category: 'search',
  docsUrl: 'https://docs.firecrawl.dev/api-reference/introduction',
  secretLabel: 'API key (fc-…)',
  baseUrl: 'https://api.firecrawl.dev/v2',
  hosts: ['api.firecrawl.dev'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: [
    read('scrape', 'Read a web page', 'POST /scrape', {
      priceNano: CREDIT_NANO,
      meter: {
        name: 'credits',
        baseMilli: 1000,
        // Structured output and the enhanced proxy take four more each.
        maxMilli: 9000,
        reportedAt: ['data', 'metadata', 'creditsUsed'],
      },
    }),
    read('search', 'Web search', 'POST /search', {
      priceNano: CREDIT_NANO,
      // Two for every ten results, and at most a hundred results.
      meter: { name: 'credits', baseMilli: 2000, maxMilli: 20_000, reportedAt: ['creditsUsed'] },
    }),
    read('map', 'List the pages of a site', 'POST /map', {
      priceNano: CREDIT_NANO,
      meter: { name: 'credits', baseMilli: 1000 },
    }),
    read('usage', 'Credits left', 'GET /team/credit-usage'),
  ],
  test: { method: 'GET', path: '/team/credit-usage' },
  limits: { ...TOOL_LIMITS, timeoutMs: 120_000 },
};
