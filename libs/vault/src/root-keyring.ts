import { keyIdOf, open, seal } from './envelope';
import { rootKeyOf, type RootKey } from './root-key';
import { RootKeyError, VaultError } from './vault.errors';

/**
 * Seals what the platform itself must keep: tenants' data keys, private halves of key pairs. One
 * key seals; all of the ring open. Inject it from `VaultModule`, which hands it out only after the
 * database agreed that it is the right ring.
 */
export class RootKeyring {
  private readonly keys = new Map<string, RootKey>();
  private sealing: RootKey;

  /** Until the database says otherwise, the first key seals. */
  constructor(keys: readonly RootKey[]) {
    const [first] = keys;
    if (!first) throw new RootKeyError('there is no root key');
    this.sealing = first;
    this.adopt(keys);
  }

  /** @param text 32 bytes in base64, as the bootstrap writes them. */
  static fromBase64(text: string): RootKeyring {
    return new RootKeyring([rootKeyOf(text)]);
  }

  /** Names the key that seals, in rows and messages. */
  get keyId(): string {
    return this.sealing.id;
  }

  get keyIds(): string[] {
    return [...this.keys.keys()];
  }

  holds(keyId: string): boolean {
    return this.keys.has(keyId);
  }

  /** Keys are only ever added while a process lives: what is sealed may still need an old one. */
  adopt(keys: readonly RootKey[]): void {
    for (const key of keys) this.keys.set(key.id, key);
  }

  /** From now on this one of its keys seals. */
  promote(keyId: string): void {
    this.sealing = this.held(keyId);
  }

  /** `aad` says what the value is and whose; the same words are needed to open it. */
  seal(plain: Uint8Array, aad: string): Buffer {
    return seal(this.sealing.sealing, plain, aad);
  }

  /** For the check value of a key that does not seal yet. */
  sealWith(keyId: string, plain: Uint8Array, aad: string): Buffer {
    return seal(this.held(keyId).sealing, plain, aad);
  }

  open(sealed: Uint8Array, aad: string): Buffer {
    return open(this.held(keyIdOf(sealed).toString('hex')).sealing, sealed, aad);
  }

  private held(keyId: string): RootKey {
    const key = this.keys.get(keyId);
    if (!key) throw new VaultError('other_key');
    return key;
  }
}
