import type { ConnectionSettings } from './connection.entity';
import { checkedPlace, checkedSettings, checkedUrl, isBelow } from './connection-rules';

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;

describe('rules of connections', () => {
  it.each(['https://mcp.example.com/mcp?user=1', 'http://127.0.0.1:80/x', 'https://[::1]/a'])(
    'take %s',
    (url) => {
      expect(() => checkedUrl(url)).not.toThrow();
    },
  );

  it.each([
    'mcp.example.com',
    'ftp://x.example/a',
    'https://u:p@x.example/a',
    'https://x.example/a#b',
    'https://x.example/a//b',
    'https://x.example/a%2fb',
    'https://x.example/%5c',
    `https://x.example/${'a'.repeat(2_000)}`,
  ])('refuse %s', (url) => {
    expect(() => checkedUrl(url)).toThrow(code('base_url_refused'));
  });

  it('keep a key at its place, by whole segments', () => {
    const base = 'https://x.example/mcp';
    for (const url of [base, `${base}/`, `${base}/team?q=1`, `${base}?q=1`])
      expect(isBelow(url, base)).toBe(true);
    for (const url of [
      'https://x.example/mcp2',
      'https://x.example/',
      'http://x.example/mcp',
      'https://x.example:8443/mcp',
      'https://x.example.evil.com/mcp',
      'https://y.example/mcp',
      'https://x.example/mcp/../admin',
    ])
      expect(isBelow(url, base)).toBe(false);
    expect(isBelow('https://x.example/any', 'https://x.example')).toBe(true);
    expect(() => checkedPlace(base, undefined)).toThrow(code('base_url_refused'));
  });

  it.each<ConnectionSettings>([
    { headers: { authorization: 'Bearer x' } },
    { headers: { 'mcp-session-id': 'x' } },
    { headers: { host: 'x' } },
    { headers: { 'x-renum-identity': 'x' } },
    { headers: { 'X-Team': 'x' } },
    { headers: { 'x-team': 'a\r\nb: c' } },
    { secretHeader: 'cookie' },
    { secretHeader: 'x y' },
  ])('refuse the setting %j', (settings) => {
    expect(() => checkedSettings(settings)).toThrow(code('validation_failed'));
  });

  it('take plain headers', () => {
    const settings = { headers: { 'x-team': 'ours' }, secretHeader: 'x-api-key' };
    expect(checkedSettings(settings)).toBe(settings);
  });
});
