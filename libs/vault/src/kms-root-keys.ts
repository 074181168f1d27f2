import type { KeyLines } from './key-lines';
import type { KeyService } from './kms';
import { rootKeyOf, type RootKey, type RootKeySource } from './root-key';
import { RootKeyError } from './vault.errors';

/** Root keys that a key service wrapped: at rest there is nothing that opens anything. */
export class KmsRootKeys implements RootKeySource {
  readonly add?: (base64: string) => Promise<void>;
  readonly remove?: (keyId: string) => Promise<void>;
  /** By the wrapped form: the file is read every few seconds, the service is asked once a key. */
  private readonly opened = new Map<string, RootKey>();

  constructor(
    private readonly lines: KeyLines,
    private readonly service: KeyService,
  ) {
    const write = lines.write?.bind(lines);
    if (!write) return;
    this.add = async (base64) => {
      const wrapped = await service.wrap(Buffer.from(base64, 'base64'));
      await write([...(await lines.read()), wrapped.toString('base64')]);
    };
    this.remove = async (keyId) => {
      const kept: string[] = [];
      for (const line of await lines.read())
        if ((await this.open(line)).id !== keyId) kept.push(line);
      await write(kept);
    };
  }

  /** @throws RootKeyError that says what to do */
  async keys(): Promise<readonly RootKey[]> {
    const lines = await this.lines.read();
    if (lines.length === 0)
      throw new RootKeyError(
        `${this.lines.name} holds no wrapped root key. Make the first one by \`aws kms ` +
          'generate-data-key-without-plaintext --key-spec AES_256 --encryption-context ' +
          'renum=root-key --query CiphertextBlob --output text --key-id <key>`.',
      );
    const keys: RootKey[] = [];
    for (const line of lines) keys.push(await this.open(line));
    return keys;
  }

  private async open(line: string): Promise<RootKey> {
    const known = this.opened.get(line);
    if (known) return known;
    const plain = await this.service.unwrap(Buffer.from(line, 'base64'));
    const key = rootKeyOf(plain.toString('base64'));
    plain.fill(0);
    this.opened.set(line, key);
    return key;
  }
}
