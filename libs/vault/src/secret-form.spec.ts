import type { CredentialKind } from '@renum/contracts';
import type { ProviderManifest } from '@renum/providers';
import { hintFor, secretParts, secretText } from './secret-form';

type Field = ProviderManifest['credential']['fields'][number];
const field = (name: string, secret = true): Field => ({ name, label: name, secret });
const manifest = (kind: Exclude<CredentialKind, 'oauth2'>, ...fields: Field[]) => ({
  title: 'Example',
  credential: { kind, fields },
});
const KEY = manifest('apiKey', field('secret'));
const BEARER = manifest('bearer', field('token'));
const BASIC = manifest('basic', field('username', false), field('password'));
const CUSTOM = manifest('custom', field('account', false), field('appKey'), field('appSecret'));

/** What people hand in, in either form, is the one text that is sealed. */
describe('the form of a secret', () => {
  it.each([
    ['a key', KEY, { secret: ' sk-1 ' }, 'sk-1'],
    ['a key by its name', KEY, { fields: { secret: 'sk-1' } }, 'sk-1'],
    ['a token as people copy it', BEARER, { secret: ' Bearer abc\n' }, 'abc'],
    ['a pair', BASIC, { secret: 'ann:p:ä 1' }, 'ann:p:ä 1'],
    ['a pair by its names', BASIC, { fields: { password: 'p:1 ', username: 'ann' } }, 'ann:p:1 '],
    [
      'several parts, in any order',
      CUSTOM,
      { fields: { appSecret: 's', account: 'a', appKey: 'k' } },
      '{"account":"a","appKey":"k","appSecret":"s"}',
    ],
    [
      'several parts as JSON',
      CUSTOM,
      { secret: '{ "account": " a", "appKey": "k", "appSecret": "s" }' },
      '{"account":"a","appKey":"k","appSecret":"s"}',
    ],
    [
      'several parts with blanks',
      CUSTOM,
      { fields: { account: 'Acme Inc', appKey: 'k 1', appSecret: 'correct horse' } },
      '{"account":"Acme Inc","appKey":"k 1","appSecret":"correct horse"}',
    ],
  ])('is one text for %s', (_, described, given, text) => {
    expect(secretText(described, given)).toBe(text);
  });

  it.each([
    ['nothing', KEY, {}],
    ['a key with a blank', KEY, { secret: 'tvly-canary def' }],
    ['a key by its name, with a line break', KEY, { fields: { secret: 'tvly-canary\ndef' } }],
    ['a token with a blank', BEARER, { secret: 'Bearer canary def' }],
    ['no password', BASIC, { secret: 'canary' }],
    ['a colon in the name', BASIC, { fields: { username: 'canary:x', password: 'y' } }],
    ['a line break in a password', BASIC, { secret: 'ann:canary\r\n' }],
    ['an unknown part', CUSTOM, { fields: { account: 'a', appKey: 'k', other: 'canary' } }],
    ['too few parts', CUSTOM, { fields: { account: 'canary' } }],
    ['an empty part', CUSTOM, { fields: { account: '', appKey: 'canary', appSecret: 's' } }],
    [
      'a part with a line break',
      CUSTOM,
      { fields: { account: 'a', appKey: 'canary\n\nx', appSecret: 's' } },
    ],
    ['no JSON', CUSTOM, { secret: 'canary' }],
    [
      'parts of another kind',
      CUSTOM,
      { secret: '{"account":"a","appKey":"k","appSecret":{"x":"canary"}}' },
    ],
  ])('refuses %s, without repeating it', (_, described, given) => {
    expect(() => secretText(described, given)).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        message: expect.not.stringContaining('canary') as string,
      }),
    );
  });

  it('shows a part that is no secret, or the end of one that is long enough', () => {
    expect(hintFor(KEY, 'sk-0123456789abcdef')).toBe('cdef');
    expect(hintFor(BASIC, 'ann:a-long-enough-password')).toBe('ann');
    expect(hintFor(CUSTOM, '{"account":"acme","appKey":"k","appSecret":"s"}')).toBe('acme');
  });

  it('names every part that must be masked', () => {
    expect(secretParts('apiKey', 'sk-1')).toEqual(['sk-1']);
    expect(secretParts('basic', 'ann:pass:word')).toEqual(['ann:pass:word', 'pass:word']);
    expect(secretParts('custom', '{"a":"k","b":"s"}')).toEqual(['{"a":"k","b":"s"}', 'k', 's']);
  });
});
