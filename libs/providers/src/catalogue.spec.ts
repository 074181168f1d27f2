import { ProviderCatalogue } from './catalogue';
import { read, write } from './catalogue/operations';
import { tavily } from './catalogue/tavily';
import { providerManifest } from './manifest';

const catalogue = new ProviderCatalogue();

describe('ProviderCatalogue', () => {
  it('knows its providers, and no other', () => {
    expect(catalogue.get('tavily').title).toBe('Tavily');
    expect(() => catalogue.get('nope')).toThrow(
      expect.objectContaining({ code: 'provider_unknown' }),
    );
  });

  it.each([
    ['openai', 'POST', '/chat/completions', 'chat.completions'],
    ['openai', 'GET', '/models/gpt-5', 'models.get'],
    ['anthropic', 'POST', '/v1/messages/count_tokens', 'messages.count_tokens'],
    ['tavily', 'POST', '/search', 'search'],
  ])('%s %s %s is %s', (provider, method, path, id) => {
    expect(catalogue.operation(provider, method, path)?.id).toBe(id);
  });

  it.each([
    ['openai', 'DELETE', '/models/gpt-5'],
    ['openai', 'POST', '/files'],
    ['openai', 'POST', '/chat/completions/'],
    ['openai', 'GET', '/models/..'],
    ['openai', 'GET', '/models/a%2f..%2ffiles'],
    ['openai', 'GET', '/models//x'],
    ['openai', 'GET', '/models/x;y'],
    ['tavily', 'POST', '/SEARCH'],
    ['tavily', 'post', '/search'],
    ['tavily', 'POST', 'search'],
    ['nope', 'POST', '/search'],
  ])('%s %s %s is nothing', (provider, method, path) => {
    expect(catalogue.operation(provider, method, path)).toBeUndefined();
  });

  it.each([
    ['a host that is not listed', { hosts: ['elsewhere.example'] }],
    ['a host that only some networks know', { hosts: ['api.tavily.com', 'tavily.internal'] }],
    ['an address for a host', { hosts: ['api.tavily.com', '10.0.0.1'] }],
    ['plain http', { baseUrl: 'http://api.tavily.com' }],
    ['a port', { baseUrl: 'https://api.tavily.com:8443' }],
    ['a tenant base URL beside a fixed one', { needsBaseUrl: true }],
    ['a field the schema does not know', { surprise: true }],
    ['a dialect on a tool', { dialect: 'openai' }],
    ['no injection', { injections: [] }],
    ['an injection of a part that is not there', { injections: [{ type: 'bearer', field: 'x' }] }],
    ['two injections in one place', { injections: [{ type: 'bearer' }, { type: 'basic' }] }],
    ['a header both fixed and injected', { fixedHeaders: { authorization: 'x' } }],
    [
      'a part that goes nowhere',
      {
        credential: {
          kind: 'custom',
          fields: [
            { name: 'secret', label: 'a' },
            { name: 'other', label: 'b' },
          ],
        },
      },
    ],
    [
      'ambiguous operations',
      { operations: [read('a', 'A', 'GET /:x/b'), read('b', 'B', 'GET /a/:y')] },
    ],
    ['one path twice', { operations: [read('a', 'A', 'GET /a/:x'), read('b', 'B', 'GET /a/:y')] }],
    ['a GET that writes', { operations: [write('a', 'A', 'GET /a')] }],
  ])('refuses a manifest with %s', (_, change) => {
    expect(providerManifest.safeParse({ ...tavily, ...change }).success).toBe(false);
  });
});
