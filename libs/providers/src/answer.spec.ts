import { errorMessage, retryAfterMs, testPassed } from './answer';
import { tavily } from './catalogue/tavily';
import { providerManifest, type ProviderManifestInput } from './manifest';

const manifest = (change: Partial<ProviderManifestInput> = {}) =>
  providerManifest.parse({ ...tavily, ...change });

describe('what a provider answers', () => {
  it.each([
    ['{"error":{"message":"bad key"}}', 'bad key'],
    ['{"message":"no"}', 'no'],
    ['{"error":"no"}', 'no'],
    ['{"error":{"code":1}}', undefined],
    ['<html>', undefined],
    ['null', undefined],
  ])('%s says %p', (body, message) => expect(errorMessage(manifest(), body)).toBe(message));

  it('looks where the manifest points', () => {
    const described = manifest({ errors: { messageAt: [['errors', '0', 'message']] } });
    expect(errorMessage(described, '{"errors":[{"message":"x"}],"message":"y"}')).toBe('x');
  });

  it('does not take a 200 that says no for a yes', () => {
    const described = manifest({
      test: { method: 'POST', path: '/auth.test', expect: { path: ['ok'], equals: true } },
    });
    expect(testPassed(described, '{"ok":true}')).toBe(true);
    expect(testPassed(described, '{"ok":false,"error":"invalid_auth"}')).toBe(false);
    expect(testPassed(described, 'ok')).toBe(false);
    expect(testPassed(manifest(), 'anything')).toBe(true);
  });

  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['seconds', '2', 2000],
    ['seconds', '0.5', 500],
    ['seconds', 'Thu, 01 Jan 2026 00:00:03 GMT', 3000],
    ['seconds', 'Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['seconds', 'soon', undefined],
    ['milliseconds', '250', 250],
    ['epochSeconds', String(now / 1000 + 7), 7000],
    ['epochSeconds', '1', 0],
  ] as const)('waits by %s: %s', (unit, value, wait) => {
    const described = manifest({ errors: { retryAfter: { header: 'x-wait', unit } } });
    expect(retryAfterMs(described, { 'x-wait': value }, now)).toBe(wait);
    expect(retryAfterMs(described, {}, now)).toBeUndefined();
  });
});
