import { ProviderCatalogue } from '@renum/providers';
import { destinationOf } from './destination';

/** P1: a credential goes to its provider's hosts, whatever its own row may say. */
describe('where a credential may be sent', () => {
  const catalogue = new ProviderCatalogue();
  const standIn = 'http://127.0.0.1:4010/';
  const own = { standIn: false };

  it.each(catalogue.list().filter(({ baseUrl }) => baseUrl !== undefined))(
    '$id: to its own hosts, also when the credential names a base URL',
    (manifest) => {
      const credential = { ...own, baseUrl: 'https://evil.example/v1' };
      const { zone, origin } = destinationOf(manifest, credential, standIn);
      expect(zone).toBe('public');
      expect(manifest.hosts).toContain(new URL(origin).hostname);
    },
  );

  it('refuses a manifest whose base URL is not among its hosts', () => {
    const manifest = { ...catalogue.get('tavily'), baseUrl: 'https://evil.example' };
    expect(() => destinationOf(manifest, own, standIn)).toThrow('not one of the provider');
  });

  it.each(catalogue.list())(
    '$id: a stand-in’s credential goes to the stand-in only',
    (manifest) => {
      const credential = { standIn: true, baseUrl: 'https://evil.example' };
      const { zone, origin } = destinationOf(manifest, credential, standIn);
      expect({ zone, origin }).toEqual({ zone: 'stand-in', origin: 'http://127.0.0.1:4010' });
      expect(() => destinationOf(manifest, credential, undefined)).toThrow('no stand-in runs');
    },
  );

  it('goes to the tenant’s base URL where the provider has none', () => {
    const manifest = catalogue.get('openai-compatible');
    const at = (baseUrl?: string) => destinationOf(manifest, { ...own, baseUrl }, standIn);
    expect(at('https://api.groq.com/openai/v1/')).toMatchObject({
      zone: 'listed',
      origin: 'https://api.groq.com',
      basePath: '/openai/v1',
    });
    expect(() => at()).toThrow('no base URL');
  });

  it.each([
    'https://user@host.example/v1',
    'https://user:pass@host.example/v1',
    'https://host.example/v1?key=x',
    'https://host.example/v1#x',
    'ftp://host.example/v1',
    'file:///etc/passwd',
    'not a url',
  ])('refuses the base URL %s', (baseUrl) => {
    const manifest = catalogue.get('openai-compatible');
    expect(() => destinationOf(manifest, { ...own, baseUrl }, standIn)).toThrow('not a plain one');
  });
});
