import type { ProviderManifestInput } from '../manifest';
import { body, choice, flag, free, list, text, whole } from './inputs';
import { read, TOOL_LIMITS, write } from './operations';

/** One credit of the smallest plan: 16 USD for 3,000. */
const CREDIT_NANO = 5_333_333n;

/**
 * Extractions are not offered: what they cost is known only after the answer. Crawls are billed as the
 * pages they may take at most, so they should say a limit.
 */
export const firecrawl: ProviderManifestInput = {
  id: 'firecrawl',
  title: 'Firecrawl',
  kind: 'tool',
  category: 'search',
  docsUrl: 'https://docs.firecrawl.dev/api-reference/introduction',
  secretLabel: 'API key (fc-…)',
  baseUrl: 'https://api.firecrawl.dev',
  hosts: ['api.firecrawl.dev'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  operations: [
    read('scrape', 'Read a web page', 'POST /v2/scrape', {
      priceNano: CREDIT_NANO,
      meter: {
        name: 'credits',
        baseMilli: 1000,
        // Structured output and the enhanced proxy take four more each.
        maxMilli: 9000,
        reportedAt: ['data', 'metadata', 'creditsUsed'],
      },
      ...{
        description: 'One page as Markdown, HTML, links or a screenshot.',
        ...body(
          {
            url: text(),
            formats: list(
              choice(['markdown', 'summary', 'html', 'rawHtml', 'links', 'screenshot']),
              'markdown where left out',
            ),
            onlyMainContent: flag('Without navigation and footers (true)'),
            waitFor: whole('Milliseconds to wait for scripts', 0),
            mobile: flag(),
          },
          'url',
        ),
      },
    }),
    read('search', 'Web search', 'POST /v2/search', {
      priceNano: CREDIT_NANO,
      // Two for every ten results, and at most a hundred results.
      meter: { name: 'credits', baseMilli: 2000, maxMilli: 20_000, reportedAt: ['creditsUsed'] },
      ...{
        description: 'Finds pages, and reads them where scrapeOptions says how.',
        ...body(
          {
            query: text(),
            limit: whole('How many (5)', 1, 100),
            sources: list(choice(['web', 'news', 'images'])),
            location: text('e.g. "Germany"'),
            tbs: text('Time: qdr:d, qdr:w, qdr:m or qdr:y for the last day to year'),
            scrapeOptions: free('As for scrape, e.g. {"formats": ["markdown"]}'),
          },
          'query',
        ),
      },
    }),
    read('map', 'List the pages of a site', 'POST /v2/map', {
      priceNano: CREDIT_NANO,
      meter: { name: 'credits', baseMilli: 1000 },
      ...body(
        {
          url: text('The site'),
          search: text('Only addresses that fit this'),
          limit: whole('How many (5000)', 1, 100_000),
          includeSubdomains: flag(),
        },
        'url',
      ),
    }),
    write('crawl', 'Read the pages of a site', 'POST /v2/crawl', {
      priceNano: CREDIT_NANO,
      meter: { name: 'credits', baseMilli: 1000, counted: { field: 'limit', otherwise: 10_000 } },
    }),
    read('crawl.get', 'How far a crawl is, and what it found', 'GET /v2/crawl/:id'),
    read('crawl.errors', 'Pages that a crawl could not read', 'GET /v2/crawl/:id/errors'),
    write('crawl.cancel', 'Stop a crawl', 'DELETE /v2/crawl/:id'),
    read('usage', 'Credits left', 'GET /v2/team/credit-usage'),
  ],
  test: { method: 'GET', path: '/v2/team/credit-usage' },
  limits: { ...TOOL_LIMITS, timeoutMs: 120_000 },
};
