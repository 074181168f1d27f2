import { ProviderCatalogue } from '@renum/providers';
import { viewOf } from './provider-views';

describe('where a key goes, in words', () => {
  const catalogue = new ProviderCatalogue();
  const placesOf = (id: string) => {
    const manifest = catalogue.list().find((one) => one.id === id);
    return manifest && viewOf(manifest).keyPlaces;
  };

  it.each([
    ['openai', ['authorization: Bearer ••••']],
    ['anthropic', ['x-api-key: ••••']],
    ['twilio', ['authorization: Basic ••••', '/Accounts/•••• before the path']],
    ['telegram', ['/bot•••• before the path']],
    ['trello', ['?key=••••', '?token=••••']],
    [
      'binance',
      ['x-mbx-apikey: ••••', '?signature=a signature (HMAC-SHA256); the key itself is not sent'],
    ],
  ])('%s', (id, places) => {
    expect(placesOf(id)).toEqual(places);
  });

  it('is said of every provider of the catalogue', () => {
    for (const manifest of catalogue.list()) expect(viewOf(manifest).keyPlaces).not.toEqual([]);
  });
});
