/** @jest-environment node */
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose';
import { sealSecret } from './seal';

describe('sealing a secret', () => {
  it('can be opened by the platform alone, and names the key', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ECDH-ES+A256KW', {
      crv: 'P-256',
      extractable: true,
    });
    const jwe = await sealSecret('tvly-secret', { ...(await exportJWK(publicKey)), kid: 'k1' });
    expect(jwe).not.toContain('tvly-secret');
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey);
    expect(new TextDecoder().decode(plaintext)).toBe('tvly-secret');
    expect(protectedHeader).toMatchObject({ enc: 'A256GCM', kid: 'k1' });
  });

  it('refuses to send a secret open when the page has no crypto', async () => {
    Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
    await expect(sealSecret('s', {})).rejects.toThrow('HTTPS');
  });
});
