import { createHmac, createSecretKey } from 'node:crypto';
import { KEY_ID_BYTES, type SealingKey } from './envelope';
import { RootKeyError } from './vault.errors';

const ROOT_KEY_BYTES = 32;

/** A key under everything. Its id, in hexadecimal, is what headers, rows and messages carry. */
export interface RootKey {
  readonly id: string;
  readonly sealing: SealingKey;
}

/** @param text 32 bytes in base64, as the bootstrap writes them. */
export function rootKeyOf(text: string): RootKey {
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length !== ROOT_KEY_BYTES)
    throw new RootKeyError(`the root key must be ${ROOT_KEY_BYTES} bytes in base64`);
  // The name says which key it is and nothing of what it is.
  const digest = createHmac('sha256', bytes).update('renum/root-key-id').digest();
  const id = digest.subarray(0, KEY_ID_BYTES);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { id: id.toString('hex'), sealing: { id, key } };
}

/** How far a key is: held by all but not used, sealing, or opening what is not sealed anew yet. */
export type RootKeyState = 'staged' | 'promoted' | 'retained';

/**
 * Where root keys come from: as they are, or wrapped by a key service that opens them at the start.
 * Nothing above notices the difference.
 */
export interface RootKeySource {
  /** Every key that this process may hold. On an empty database the first one is promoted. */
  keys(): Promise<readonly RootKey[]>;
  /** Only where this process may write. */
  add?(base64: string): Promise<void>;
  remove?(keyId: string): Promise<void>;
}
