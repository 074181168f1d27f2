import { tavily } from './catalogue/tavily';
import { injectedBody, injectedInto, injectedQuery } from './injection';
import { providerManifest, type ProviderManifestInput } from './manifest';

const manifest = (change: Partial<ProviderManifestInput>) =>
  providerManifest.parse({ ...tavily, ...change });

const fields = (...names: string[]) => names.map((name) => ({ name, label: name }));
const basic = {
  credential: { kind: 'basic', fields: fields('username', 'password') },
  injections: [{ type: 'basic', password: 'password' }],
} satisfies Partial<ProviderManifestInput>;
const custom = {
  credential: { kind: 'custom', fields: fields('key', 'token') },
  injections: [
    { type: 'query', name: 'key', field: 'key' },
    { type: 'query', name: 'token', field: 'token' },
  ],
} satisfies Partial<ProviderManifestInput>;

describe('injection', () => {
  it('knows every place', () => {
    const injected = injectedInto(
      manifest({
        injections: [
          { type: 'bearer' },
          { type: 'header', name: 'x-key', prefix: 'Key ' },
          { type: 'query', name: 'key' },
          { type: 'body', name: 'apiKey' },
          { type: 'path', template: '/bot{secret}' },
        ],
        fixedHeaders: { 'x-host': 'api' },
        defaultHeaders: { 'x-version': '1' },
      }),
      '12:ab',
    );
    expect(injected).toMatchObject({
      headers: [
        ['x-host', 'api'],
        ['authorization', 'Bearer 12:ab'],
        ['x-key', 'Key 12:ab'],
      ],
      defaultHeaders: [['x-version', '1']],
      pathPrefix: '/bot12:ab',
      secrets: ['12:ab'],
    });
    expect(injectedQuery(injected, '')).toBe('?key=12%3Aab');
    expect(injectedBody(injected, Buffer.alloc(0)).toString()).toBe('{"apiKey":"12:ab"}');
  });

  it('makes basic authority of a name and a password, and masks the password alone too', () => {
    const injected = injectedInto(manifest(basic), 'me@x.org:p:w');
    expect(injected.headers).toEqual([['authorization', 'Basic bWVAeC5vcmc6cDp3']]);
    expect(injected.secrets).toEqual(['me@x.org:p:w', 'me@x.org', 'p:w']);
  });

  it.each([
    ['?key=mine&q=a%20b', '?q=a%20b&key=K%26&token=T'],
    ['?%6Bey=mine&q=1', '?q=1&key=K%26&token=T'],
    ['?key[]=mine&key%5B0%5D=x&keys=1', '?keys=1&key=K%26&token=T'],
    ['?token&key', '?key=K%26&token=T'],
    ['?%=1', '?%=1&key=K%26&token=T'],
  ])("leaves the caller's own authority out of %s", (own, sent) => {
    const injected = injectedInto(manifest(custom), '{"key":"K&","token":"T"}');
    expect(injectedQuery(injected, own)).toBe(sent);
  });

  it('drops what a manifest says may not come from a caller', () => {
    const injected = injectedInto(manifest({ dropQuery: ['access_token'] }), 'x');
    expect(injectedQuery(injected, '?access_token=own&a=1')).toBe('?a=1');
    expect(injectedQuery(injectedInto(manifest({}), 'x'), '?a=%zz')).toBe('?a=%zz');
  });

  it("replaces a body's own field, and needs an object to write to", () => {
    const injected = injectedInto(manifest({ injections: [{ type: 'body', name: 'k' }] }), 's');
    expect(injectedBody(injected, Buffer.from('{"k":"own","a":1}')).toString()).toBe(
      '{"k":"s","a":1}',
    );
    for (const body of ['[1]', 'null', '{', 'a=1'])
      expect(() => injectedBody(injected, Buffer.from(body))).toThrow(
        expect.objectContaining({ code: 'malformed_request' }),
      );
  });

  it.each(['a/b', '..', 'a?b', 'a%2fb', 'ü', ''])('never makes two segments of %p', (secret) => {
    const described = manifest({ injections: [{ type: 'path', template: '/bot{secret}' }] });
    expect(() => injectedInto(described, secret)).toThrow(
      expect.objectContaining({ code: 'validation_failed' }),
    );
  });

  it.each([
    [basic, 'no-colon'],
    [basic, ':password'],
    [custom, 'text'],
    [custom, '[]'],
    [custom, '{"key":"k"}'],
    [custom, '{"key":"k","token":""}'],
    [custom, '{"key":"k","token":1}'],
    [custom, '{"key":"k","token":"t","more":"m"}'],
  ])('refuses a secret of another form (%#)', (change, secret) => {
    expect(() => injectedInto(manifest(change), secret)).toThrow(
      expect.objectContaining({ code: 'validation_failed' }),
    );
  });
});

describe('injection into a form', () => {
  const injected = injectedInto(manifest({ injections: [{ type: 'body', name: 'k' }] }), 's&1');
  const form = (text: string, type = 'application/x-www-form-urlencoded') =>
    injectedBody(injected, Buffer.from(text), type).toString();

  it('adds the field, encoded', () => {
    expect(form('a=1&b=%20')).toBe('a=1&b=%20&k=s%261');
    expect(form('', 'Application/X-WWW-Form-Urlencoded; charset=utf-8')).toBe('k=s%261');
  });
  it.each([
    'k=own',
    'a=1&k',
    '%6B=own&a=1',
    'k[]=own',
    'k%5B0%5D=x',
    'a=1;k=own',
    'a=ü',
    'a=1\nk=2',
  ])('refuses %p', (text) =>
    expect(() => form(text)).toThrow(expect.objectContaining({ code: 'malformed_request' })),
  );
});
