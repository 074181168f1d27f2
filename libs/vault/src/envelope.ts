import {
  createCipheriv,
  createDecipheriv,
  randomBytes,
  type CipherGCMOptions,
  type KeyObject,
} from 'node:crypto';
import { VaultError } from './vault.errors';

/**
 * One sealed value: `version (1) | key id (16) | nonce (12) | ciphertext | tag (16)`.
 *
 * The header is authenticated along with the caller's additional data, so neither the format nor
 * the key can be swapped. Nonces are random: with 96 bits, a key is good for 2^32 values, and a
 * tenant key seals one value a secret.
 */
export const FORMAT_VERSION = 1;
export const KEY_ID_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;
const ALGORITHM = 'aes-256-gcm';
const OPTIONS: CipherGCMOptions = { authTagLength: TAG_BYTES };

/** A key and the name that sealed values carry of it. */
export interface SealingKey {
  readonly id: Buffer;
  readonly key: KeyObject;
}

export function seal({ id, key }: SealingKey, plain: Uint8Array, aad: string): Buffer {
  const header = Buffer.concat([Buffer.of(FORMAT_VERSION), id]);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, OPTIONS);
  cipher.setAAD(Buffer.concat([header, Buffer.from(aad)]));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([header, nonce, body, cipher.getAuthTag()]);
}

/** @throws VaultError when anything at all differs from what was sealed. */
export function open({ id, key }: SealingKey, sealed: Uint8Array, aad: string): Buffer {
  if (!keyIdOf(sealed).equals(id)) throw new VaultError('other_key');
  const bytes = asBuffer(sealed);
  const header = bytes.subarray(0, HEADER_BYTES);
  const nonce = bytes.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
  const body = bytes.subarray(HEADER_BYTES + NONCE_BYTES, -TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, OPTIONS);
  decipher.setAAD(Buffer.concat([header, Buffer.from(aad)]));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const start = decipher.update(body);
  try {
    return Buffer.concat([start, decipher.final()]);
  } catch (cause) {
    throw new VaultError('not_authentic', { cause });
  }
}

/** Which key sealed it; not yet authenticated, only to find the key. */
export function keyIdOf(sealed: Uint8Array): Buffer {
  if (sealed.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES) throw new VaultError('malformed');
  if (sealed[0] !== FORMAT_VERSION) throw new VaultError('unknown_format');
  return asBuffer(sealed).subarray(1, HEADER_BYTES);
}

/** Additional data that cannot be read two ways: each part is told apart by JSON. */
export const aadOf = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);

const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
