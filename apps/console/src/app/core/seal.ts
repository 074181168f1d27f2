/**
 * Encrypts a secret to the platform's public key, in the browser: what terminates TLS, logs bodies
 * or sits in between sees a JWE and not the secret (V2).
 */
export async function sealSecret(secret: string, jwk: Record<string, unknown>): Promise<string> {
  if (!globalThis.crypto?.subtle) {
    // Plain http from another machine. Sending the secret open instead would be a silent downgrade.
    throw new Error('Secrets can be entered over HTTPS or on localhost only. Open Renum that way.');
  }
  const { CompactEncrypt, importJWK } = await import('jose');
  const kid = typeof jwk['kid'] === 'string' ? { kid: jwk['kid'] } : {};
  return new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', ...kid })
    .encrypt(await importJWK(jwk, 'ECDH-ES+A256KW'));
}
