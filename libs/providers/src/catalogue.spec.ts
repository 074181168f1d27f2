import { ProviderCatalogue } from './catalogue';
import { tavily } from './catalogue/tavily';
import { providerManifest } from './manifest';

const catalogue = new ProviderCatalogue();

describe('ProviderCatalogue', () => {
  it('holds the providers of this release', () => {
    expect(catalogue.list().map((each) => each.id)).toEqual([
      'openai',
      'anthropic',
      'openai-compatible',
      'tavily',
    ]);
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
    ['plain http', { baseUrl: 'http://api.tavily.com' }],
    ['a tenant base URL beside a fixed one', { needsBaseUrl: true }],
    ['a field the schema does not know', { surprise: true }],
    ['a dialect on a tool', { dialect: 'openai' }],
  ])('refuses a manifest with %s', (_, change) => {
    expect(providerManifest.safeParse({ ...tavily, ...change }).success).toBe(false);
  });
});
