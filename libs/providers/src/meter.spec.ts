import { ProviderCatalogue } from './catalogue';
import type { ProviderOperation } from './manifest';
import { meterActual, meterBound } from './meter';

const catalogue = new ProviderCatalogue();
const operation = (path: string): ProviderOperation => {
  const found = catalogue.operation('tavily', 'POST', path);
  if (!found) throw new Error(path);
  return found;
};
const CREDIT = 8_000_000n;

describe('meters', () => {
  it.each([
    [{ query: 'x' }, 1000, CREDIT],
    [{ query: 'x', search_depth: 'advanced' }, 2000, 2n * CREDIT],
    [{ query: 'x', auto_parameters: true, search_depth: 'advanced' }, 2000, 2n * CREDIT],
    [undefined, 1000, CREDIT],
  ])('bounds a search %j before it is sent', (request, quantityMilli, costNano) => {
    expect(meterBound(operation('/search'), request)).toEqual({
      meter: 'credits',
      quantityMilli,
      costNano,
      reported: false,
    });
  });

  it("takes the provider's own figure where it is given", () => {
    const answer = { results: [], usage: { credits: 2 } };
    expect(meterActual(operation('/search'), { search_depth: 'basic' }, answer)).toEqual({
      meter: 'credits',
      quantityMilli: 2000,
      costNano: 2n * CREDIT,
      reported: true,
    });
  });

  it('counts delivered pages in fives, not those that failed', () => {
    const urls = Array.from({ length: 12 }, (_, index) => `https://example.com/${index}`);
    const extract = operation('/extract');
    expect(meterBound(extract, { urls, extract_depth: 'advanced' })?.quantityMilli).toBe(6000);
    const answer = { results: urls.slice(0, 5), failed_results: urls.slice(5) };
    expect(meterActual(extract, { urls }, answer)?.quantityMilli).toBe(1000);
    expect(meterActual(extract, { urls: 'https://example.com' }, 'not json')?.quantityMilli).toBe(
      1000,
    );
  });

  it.each([[-1], [Number.NaN], ['3'], [null]])('does not believe a reported %p', (credits) => {
    const actual = meterActual(operation('/search'), {}, { usage: { credits } });
    expect(actual).toMatchObject({ quantityMilli: 1000, reported: false });
  });

  it.each([
    [{ url: 'https://a.example', limit: 5 }, 5_000],
    [{ url: 'https://a.example' }, 10_000_000],
    [{ limit: -1 }, 10_000_000],
    [{ limit: '5' }, 10_000_000],
  ])('bounds a crawl by the pages it may take: %j', (request, quantityMilli) => {
    const crawl = catalogue.operation('firecrawl', 'POST', '/v2/crawl');
    if (!crawl) throw new Error('no crawl');
    expect(meterBound(crawl, request)).toMatchObject({ quantityMilli });
    expect(meterActual(crawl, request, { success: true })).toMatchObject({ quantityMilli });
  });
});
