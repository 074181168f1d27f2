import { createSecretKey, randomBytes } from 'node:crypto';
import { newId } from '@renum/platform';
import { openSecret, sealSecret } from './secret-seal';

/** V1: whoever can write rows can move a ciphertext, but nowhere where it opens. */
describe('a sealed secret', () => {
  const key = { id: randomBytes(16), key: createSecretKey(randomBytes(32)) };
  const place = { tenantId: newId(), credentialId: newId(), version: 1 };
  const sealed = sealSecret(key, place, 'sk-canary-0123456789');

  it('opens in its place', () => {
    expect(openSecret(key, place, sealed)).toBe('sk-canary-0123456789');
  });

  it.each([
    ['tenant', { tenantId: newId() }],
    ['credential', { credentialId: newId() }],
    ['version', { version: 2 }],
  ])('does not open in another %s, all else being equal', (_, change) => {
    expect(() => openSecret(key, { ...place, ...change }, sealed)).toThrow(
      expect.objectContaining({ reason: 'not_authentic' }),
    );
  });
});
