import { secretText } from './secret-text';

const fields = (...names: string[]) => names.map((name) => ({ name, label: name, secret: true }));

describe('secretText', () => {
  it('is the key itself, without what a paste brought along', () => {
    expect(secretText({ kind: 'apiKey', fields: fields('secret') }, { secret: ' k\n' })).toBe('k');
  });

  it('joins a name and a password, and leaves colons in the password', () => {
    const credential = { kind: 'basic' as const, fields: fields('user', 'password') };
    expect(secretText(credential, { password: 'p:w', user: 'me' })).toBe('me:p:w');
  });

  it('names the parts of a custom credential, in the order of the provider', () => {
    const credential = { kind: 'custom' as const, fields: fields('key', 'token') };
    expect(secretText(credential, { token: 't', key: 'k', stray: 'x' })).toBe(
      '{"key":"k","token":"t"}',
    );
  });
});
