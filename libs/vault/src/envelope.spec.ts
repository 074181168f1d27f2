import { createSecretKey, randomBytes } from 'node:crypto';
import { aadOf, keyIdOf, open, seal, type SealingKey } from './envelope';

const newKey = (): SealingKey => ({ id: randomBytes(16), key: createSecretKey(randomBytes(32)) });

const TENANT_A = '0199b4a0-0000-7000-8000-00000000000a';
const TENANT_B = '0199b4a0-0000-7000-8000-00000000000b';
const CREDENTIAL = '0199b4a0-0000-7000-8000-0000000000c1';
const OTHER = '0199b4a0-0000-7000-8000-0000000000c2';

describe('envelope', () => {
  const key = newKey();
  const aad = aadOf('secret', TENANT_A, CREDENTIAL, 1);
  const plain = Buffer.from('tvly-canary-0123456789');

  it('opens what it sealed', () => {
    expect(open(key, seal(key, plain, aad), aad)).toEqual(plain);
    expect(open(key, seal(key, Buffer.alloc(0), aad), aad)).toHaveLength(0);
  });

  it('never opens with any one byte changed, cut or added', () => {
    const sealed = seal(key, plain, aad);
    for (let index = 0; index < sealed.length; index += 1) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const changed = Buffer.from(sealed);
        changed[index] = (changed[index] ?? 0) ^ mask;
        expect(() => open(key, changed, aad)).toThrow(
          expect.objectContaining({ code: 'secret_unreadable' }),
        );
      }
      expect(() => open(key, sealed.subarray(0, index), aad)).toThrow();
    }
    expect(() => open(key, Buffer.concat([sealed, Buffer.of(0)]), aad)).toThrow();
  });

  it.each([
    ['tenant', aadOf('secret', TENANT_B, CREDENTIAL, 1)],
    ['credential', aadOf('secret', TENANT_A, OTHER, 1)],
    ['version', aadOf('secret', TENANT_A, CREDENTIAL, 2)],
    ['use', aadOf('tenant-key', TENANT_A, CREDENTIAL, 1)],
    ['wording', aadOf('secret', `${TENANT_A}","${CREDENTIAL}`, 1)],
  ])('does not open under another %s', (_, other) => {
    expect(() => open(key, seal(key, plain, aad), other)).toThrow(
      expect.objectContaining({ reason: 'not_authentic' }),
    );
  });

  it('does not open under another key, not even one that claims the same name', () => {
    const sealed = seal(key, plain, aad);
    expect(() => open(newKey(), sealed, aad)).toThrow(
      expect.objectContaining({ reason: 'other_key' }),
    );
    expect(() => open({ ...newKey(), id: key.id }, sealed, aad)).toThrow(
      expect.objectContaining({ reason: 'not_authentic' }),
    );
    expect(keyIdOf(sealed)).toEqual(key.id);
  });

  it('does not open when its header names another key, be it of the same bytes', () => {
    const alias = { ...key, id: randomBytes(16) };
    const renamed = Buffer.from(seal(key, plain, aad));
    alias.id.copy(renamed, 1);
    expect(() => open(alias, renamed, aad)).toThrow(
      expect.objectContaining({ reason: 'not_authentic' }),
    );
  });

  it('repeats no nonce and no ciphertext in 100,000 seals of the same value', () => {
    const nonces = new Set<string>();
    const bodies = new Set<string>();
    for (let count = 0; count < 100_000; count += 1) {
      const sealed = seal(key, plain, aad);
      nonces.add(sealed.toString('latin1', 17, 29));
      bodies.add(sealed.toString('latin1', 29));
    }
    expect(nonces.size).toBe(100_000);
    expect(bodies.size).toBe(100_000);
  });
});
