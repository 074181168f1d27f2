import { messageOf } from '@renum/platform';
import { KeyFile, KeyVariable, type KeyLines } from './key-lines';
import { kmsOf } from './kms';
import { KmsRootKeys } from './kms-root-keys';
import { rootKeyOf, type RootKey, type RootKeySource } from './root-key';

import type { VaultConfig } from './vault.config';
import { RootKeyError } from './vault.errors';

export const ROOT_KEY_SOURCE = Symbol('ROOT_KEY_SOURCE');

/** @throws RootKeyError unless the configuration names exactly one source. */
export function rootKeySourceOf(config: VaultConfig): RootKeySource {
  const { ROOT_KEY_FILE, ROOT_KEYS, ROOT_KEY_KMS_FILE, ROOT_KEYS_KMS } = config;
  const sources: RootKeySource[] = [];
  if (ROOT_KEY_FILE !== undefined) sources.push(new RootKeyFile(ROOT_KEY_FILE));
  if (ROOT_KEYS !== undefined) sources.push(new RootKeyVariable(ROOT_KEYS));
  if (ROOT_KEY_KMS_FILE !== undefined)
    sources.push(wrapped(new KeyFile('ROOT_KEY_KMS_FILE', ROOT_KEY_KMS_FILE), config));
  if (ROOT_KEYS_KMS !== undefined)
    sources.push(wrapped(new KeyVariable('ROOT_KEYS_KMS', ROOT_KEYS_KMS), config));
  const [source, ...more] = sources;
  if (!source || more.length > 0)
    throw new RootKeyError(
      'Set ROOT_KEY_FILE, or ROOT_KEYS where there is no file; or, wrapped by AWS KMS, ' +
        'ROOT_KEY_KMS_FILE or ROOT_KEYS_KMS. One of them.',
    );
  return source;
}

const wrapped = (lines: KeyLines, config: VaultConfig): RootKeySource =>
  new KmsRootKeys(lines, kmsOf(config));

/** A file with one key a line: 32 random bytes in base64. */
export class RootKeyFile implements RootKeySource {
  private readonly file: KeyFile;

  constructor(path: string) {
    this.file = new KeyFile('ROOT_KEY_FILE', path);
  }

  /** @throws RootKeyError that says which file and what to do about it. */
  async keys(): Promise<readonly RootKey[]> {
    return parsed(await this.file.read(), this.file.name);
  }

  async add(base64: string): Promise<void> {
    await this.file.write([...(await this.file.read()), base64]);
  }

  async remove(keyId: string): Promise<void> {
    const lines = await this.file.read();
    await this.file.write(lines.filter((line) => rootKeyOf(line).id !== keyId));
  }
}

/** Keys in a variable, with commas between them. */
export class RootKeyVariable implements RootKeySource {
  private readonly variable: KeyVariable;

  constructor(text: string) {
    this.variable = new KeyVariable('ROOT_KEYS', text);
  }

  async keys(): Promise<readonly RootKey[]> {
    return parsed(await this.variable.read(), this.variable.name);
  }
}

function parsed(lines: string[], from: string): RootKey[] {
  try {
    // Nothing at all is a key of no bytes, and is refused in the same words.
    return (lines.length > 0 ? lines : ['']).map(rootKeyOf);
  } catch (cause) {
    throw new RootKeyError(`${from} is not usable: ${messageOf(cause)}.`, { cause });
  }
}
