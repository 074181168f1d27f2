import { providerView } from '../../testing/views';
import { categoriesOf, categoryLabel, deedsOf, fits, priceText, rateText } from './provider-words';

describe('a provider in words', () => {
  it.each([
    [{ requests: 600, seconds: 60 }, '600 calls a minute'],
    [{ requests: 1, seconds: 1, note: 'per key' }, '1 call a second (per key)'],
    [{ requests: 5000, seconds: 3600 }, '5,000 calls an hour'],
    [{ requests: 40, seconds: 10 }, '40 calls in 10 seconds'],
  ])('says the limit %j', (limit, text) => {
    expect(rateText(limit)).toBe(text);
  });

  it.each([
    [{ name: 'credits', priceNano: '8000000' }, '$0.008 a credit'],
    [{ name: 'emails', priceNano: '1500000000' }, '$1.50 an email'],
    [{ name: 'calls', priceNano: '0' }, 'free, counted in calls'],
    [undefined, undefined],
  ])('says the price of %j', (meter, text) => {
    expect(priceText(meter)).toBe(text);
  });

  it('names the first operations and counts the others', () => {
    const [operation] = providerView().operations;
    const operations = ['Search', 'Read', 'Crawl', 'Map'].map((title) => ({
      ...operation!,
      title,
    }));
    expect(deedsOf(providerView({ operations }), 2)).toBe('Search · Read · 2 more');
    expect(deedsOf(providerView())).toBe('Chat completions');
  });

  it('is found by each word of its name, its category or its operations', () => {
    expect(fits(providerView(), 'open chat')).toBe(true);
    expect(fits(providerView(), '  MODELS ')).toBe(true);
    expect(fits(providerView(), 'open mail')).toBe(false);
    expect(fits(providerView(), '')).toBe(true);
  });

  it('puts the own ones first, and what it does not know last', () => {
    const all = ['zoo', 'search', 'own'].map((category) => providerView({ category }));
    expect(categoriesOf(all)).toEqual(['own', 'search', 'zoo']);
    expect(categoryLabel('zoo')).toBe('Zoo');
  });
});
