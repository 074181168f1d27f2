import { createHmac, createSecretKey } from 'node:crypto';
import { KEY_ID_BYTES, open, seal, type SealingKey } from './envelope';
import { RootKeyError } from './vault.errors';

const ROOT_KEY_BYTES = 32;

/**
 * Seals what the platform itself must keep: tenants' data keys, private halves of key pairs. Inject
 * it from `VaultModule`, which hands it out only after the database agreed that it is the right key.
 */
export class RootKeyring {
  private constructor(private readonly key: SealingKey) {}

  /** @param text 32 bytes in base64, as the bootstrap writes them. */
  static fromBase64(text: string): RootKeyring {
    const bytes = Buffer.from(text.trim(), 'base64');
    if (bytes.length !== ROOT_KEY_BYTES)
      throw new RootKeyError(`the root key must be ${ROOT_KEY_BYTES} bytes in base64`);
    // The name says which key it is and nothing of what it is.
    const id = createHmac('sha256', bytes).update('renum/root-key-id').digest();
    const key = createSecretKey(bytes);
    bytes.fill(0);
    return new RootKeyring({ id: id.subarray(0, KEY_ID_BYTES), key });
  }

  /** Names the key in rows and messages. */
  get keyId(): string {
    return this.key.id.toString('hex');
  }

  /** `aad` says what the value is and whose; the same words are needed to open it. */
  seal(plain: Uint8Array, aad: string): Buffer {
    return seal(this.key, plain, aad);
  }

  open(sealed: Uint8Array, aad: string): Buffer {
    return open(this.key, sealed, aad);
  }
}
