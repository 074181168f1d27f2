import { tavily } from '@tavily/core';
import { Firecrawl, SdkError } from 'firecrawl';
import type { ServerResponse } from 'node:http';
import { SpecDoor } from './spec/door';
import { MODEL, SECRET, SpecPlane, type PlaneOptions } from './spec/plane';
import { FakeProvider, json } from './spec/provider';

/**
 * The official clients of tools, unchanged, as a sandbox has them: a door that adds the identity, and
 * no key. What they get must be what the provider said.
 */
describe('official clients of tools through the data plane', () => {
  let provider: FakeProvider;
  let plane: SpecPlane;
  let door: SpecDoor;

  const start = async (options: Partial<PlaneOptions> = {}) => {
    provider = await new FakeProvider().start();
    const config = {
      model: { provider: 'openai' as const, name: MODEL },
      grants: [{ provider: 'firecrawl', operations: 'all' as const, ask: 'never' as const }],
    };
    const given = { providerUrl: provider.url, as: 'stand-in' as const, config };
    plane = await new SpecPlane({ ...given, ...options }).start();
    door = await new SpecDoor(plane).start();
  };
  afterEach(async () => {
    await door[Symbol.asyncDispose]();
    await plane[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });

  /** The provider answers so, one after the other; then with the last. */
  const script = (...answers: ((res: ServerResponse) => unknown)[]): void => {
    let next = 0;
    provider.answer = (_req, res) => answers[Math.min(next++, answers.length - 1)]?.(res);
  };
  const says =
    (body: unknown, status = 200) =>
    (res: ServerResponse): void =>
      json(res, body, status);
  const targets = (): string[] => provider.seen.map(({ method, url }) => `${method} ${url}`);

  const search = () => tavily({ apiKey: 'none', apiBaseURL: `${door.url}/proxy/tavily` });
  const firecrawl = () =>
    new Firecrawl({
      apiKey: 'fc-none',
      apiUrl: `${door.url}/proxy/firecrawl`,
      backoffFactor: 0.01,
    });

  it('tavily: search and extract', async () => {
    await start();
    const result = { title: 't', url: 'https://a.example', content: 'c', score: 0.9 };
    script(
      says({ query: 'rls', images: [], results: [result], response_time: 1, request_id: '1' }),
      says({
        results: [{ url: 'https://a.example', raw_content: 'text' }],
        failed_results: [],
        response_time: 1,
      }),
    );
    const found = await search().search('rls', { maxResults: 3, searchDepth: 'basic' });
    expect(found.results[0]).toMatchObject({ title: 't', url: 'https://a.example', score: 0.9 });
    const extracted = await search().extract(['https://a.example']);
    expect(extracted.results[0]).toMatchObject({ rawContent: 'text' });
    expect(targets()).toEqual(['POST /tavily/search', 'POST /tavily/extract']);
    for (const { headers } of provider.seen) {
      expect(headers.authorization).toBe(`Bearer ${SECRET}`);
      expect(JSON.stringify(headers)).not.toContain('none');
    }
    const billed = [...plane.billed.values()].map(({ result: end }) => end?.quantityMilli);
    expect(billed).toEqual([1000, 1000]);
  });

  it.each([400, 401, 429, 432])('tavily: the provider’s own error %i', async (status) => {
    await start();
    script((res) => {
      res.setHeader('retry-after', '60');
      json(res, { detail: { error: `said by the provider: ${SECRET}` } }, status);
    });
    const thrown = (apiBaseURL: string): Promise<string> =>
      tavily({ apiKey: 'none', apiBaseURL }).search('rls').then(String, String);
    const directly = await thrown(`${provider.url}/tavily`);
    expect(directly).toContain('said by the provider');
    expect(await thrown(`${door.url}/proxy/tavily`)).toBe(directly.replace(SECRET, '[redacted]'));
    expect(provider.seen).toHaveLength(2);
  });

  it('tavily: a trouble that passes is not seen', async () => {
    await start();
    script(says({}, 503), says({ query: 'rls', images: [], results: [], response_time: 1 }));
    expect((await search().search('rls')).results).toEqual([]);
    expect(provider.seen).toHaveLength(2);
  });

  it('tavily: a refusal of ours reads as one', async () => {
    await start({ budget: 'refused' });
    await expect(search().search('rls')).rejects.toThrow(/402/);
    expect(provider.seen).toHaveLength(0);
  });

  const page = {
    markdown: '# Title',
    metadata: { sourceURL: 'https://a.example', creditsUsed: 5 },
  };

  it('firecrawl: scrape, search and map', async () => {
    await start();
    script(
      says({ success: true, data: page }),
      says({ success: true, data: { web: [{ url: 'https://a.example' }] }, creditsUsed: 2 }),
      says({ success: true, links: [{ url: 'https://a.example/1' }] }),
    );
    const client = firecrawl();
    const document = await client.scrape('https://a.example', { formats: ['markdown'] });
    expect(document.markdown).toBe('# Title');
    const found = await client.search('rls', { limit: 5 });
    expect(found.web).toEqual([{ url: 'https://a.example' }]);
    const map = await client.map('https://a.example');
    expect(map.links).toHaveLength(1);
    expect(targets()).toEqual([
      'POST /firecrawl/v2/scrape',
      'POST /firecrawl/v2/search',
      'POST /firecrawl/v2/map',
    ]);
    for (const { headers } of provider.seen) {
      expect(headers.authorization).toBe(`Bearer ${SECRET}`);
      expect(JSON.stringify(headers)).not.toContain('fc-none');
    }
    const billed = [...plane.billed.values()].map(({ result }) => result?.quantityMilli);
    expect(billed).toEqual([5000, 2000, 1000]);
  });

  it('firecrawl: a crawl, asked about until it is done', async () => {
    await start();
    const state = (status: string, data: unknown[]) => ({
      success: true,
      status,
      completed: data.length,
      total: 2,
      creditsUsed: data.length,
      data,
    });
    script(
      says({ success: true, id: 'job-1', url: 'https://api.firecrawl.dev/v2/crawl/job-1' }),
      says(state('scraping', [page])),
      says({ success: false, error: 'busy' }, 503),
      says(state('completed', [page, page])),
    );
    const job = await firecrawl().crawl('https://a.example', { limit: 2, pollInterval: 1 });
    expect(job).toMatchObject({ status: 'completed', completed: 2 });
    expect(job.data).toHaveLength(2);
    expect(targets()).toEqual([
      'POST /firecrawl/v2/crawl',
      'GET /firecrawl/v2/crawl/job-1',
      'GET /firecrawl/v2/crawl/job-1',
      'GET /firecrawl/v2/crawl/job-1',
    ]);
    // Two pages at most; to ask how far it is costs nothing.
    const billed = [...plane.billed.values()].map(({ result }) => result?.quantityMilli ?? 0);
    expect(billed).toEqual([2000, 0, 0]);
    provider.answer = (_req, res) => json(res, { success: true, status: 'cancelled' });
    expect(await firecrawl().cancelCrawl('job-1')).toBe(true);
  });

  it.each([
    [402, 'Payment required'],
    [429, 'Rate limit exceeded'],
    [500, 'Internal error'],
  ])('firecrawl: the provider’s own error %i', async (status, error) => {
    await start();
    script((res) => {
      res.setHeader('retry-after', '60');
      json(res, { success: false, error: `${error} ${SECRET}`, code: 'CODE' }, status);
    });
    const thrown = await firecrawl()
      .scrape('https://a.example')
      .catch((reason: unknown) => reason);
    expect(thrown).toBeInstanceOf(SdkError);
    expect(thrown).toMatchObject({ status, code: 'CODE', message: `${error} [redacted]` });
    expect(provider.seen).toHaveLength(1);
  });

  it('firecrawl: its own retries meet a provider that comes back', async () => {
    await start();
    let calls = 0;
    // Three tries of ours to each of its own.
    provider.answer = (_req, res) =>
      (calls += 1) <= 3 ? json(res, {}, 502) : json(res, { success: true, data: page });
    expect((await firecrawl().scrape('https://a.example')).markdown).toBe('# Title');
    expect(calls).toBe(4);
  });

  it('firecrawl: what is not granted is refused, and it does not insist', async () => {
    await start();
    await expect(firecrawl().startExtract({ urls: ['https://a.example'] })).rejects.toMatchObject({
      status: 403,
      code: 'operation_not_allowed',
    });
    expect(provider.seen).toHaveLength(0);
  });
});
