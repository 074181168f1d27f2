import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import type { VaultConfig } from './vault.config';
import { messageOf } from '@renum/platform';
import { RootKeyError } from './vault.errors';
import { rootKeyOf, type RootKey } from './root-key';

/**
 * Where root keys come from. A key service fits in here as well: it opens at the start what a file
 * holds wrapped, and nothing above notices.
 */
export interface RootKeySource {
  /** Every key that this process may hold. On an empty database the first one is promoted. */
  keys(): Promise<readonly RootKey[]>;
  /** Only where this process may write. */
  add?(base64: string): Promise<void>;
  remove?(keyId: string): Promise<void>;
}

export const ROOT_KEY_SOURCE = Symbol('ROOT_KEY_SOURCE');

/** @throws RootKeyError unless the configuration names exactly one source. */
export function rootKeySourceOf({ ROOT_KEY_FILE, ROOT_KEYS }: VaultConfig): RootKeySource {
  if ((ROOT_KEY_FILE === undefined) === (ROOT_KEYS === undefined))
    throw new RootKeyError('Set ROOT_KEY_FILE, or ROOT_KEYS where there is no file; one of them.');
  return ROOT_KEY_FILE === undefined
    ? new RootKeyVariable(ROOT_KEYS ?? '')
    : new RootKeyFile(ROOT_KEY_FILE);
}

/** A file with one key a line: 32 random bytes in base64. */
export class RootKeyFile implements RootKeySource {
  constructor(private readonly path: string) {}

  /** @throws RootKeyError that says which file and what to do about it. */
  async keys(): Promise<readonly RootKey[]> {
    return parsed(await this.lines(), `ROOT_KEY_FILE (${this.path})`);
  }

  async add(base64: string): Promise<void> {
    await this.write([...(await this.lines()), base64]);
  }

  async remove(keyId: string): Promise<void> {
    const lines = await this.lines();
    await this.write(lines.filter((line) => rootKeyOf(line).id !== keyId));
  }

  private async lines(): Promise<string[]> {
    const text = await readFile(this.path, 'utf8').catch((cause: unknown) => {
      throw new RootKeyError(
        `The root key cannot be read from ROOT_KEY_FILE (${this.path}): ${messageOf(cause)}. ` +
          'Put back the file that this installation was begun with.',
        { cause },
      );
    });
    return linesOf(text, /\r?\n/);
  }

  /** Whole or not at all: a crash in between must not cost the keys. */
  private async write(lines: string[]): Promise<void> {
    const draft = `${this.path}.${process.pid}.new`;
    await writeFile(draft, `${lines.join('\n')}\n`, { mode: 0o600, flush: true });
    await chmod(draft, 0o600);
    await rename(draft, this.path);
  }
}

/** Keys in a variable, with commas between them. Read once: another value needs another process. */
export class RootKeyVariable implements RootKeySource {
  constructor(private readonly text: string) {}

  keys(): Promise<readonly RootKey[]> {
    return Promise.resolve(parsed(linesOf(this.text, ','), 'ROOT_KEYS'));
  }
}

const linesOf = (text: string, separator: RegExp | string): string[] =>
  text
    .split(separator)
    .map((line) => line.trim())
    .filter((line) => line !== '');

function parsed(lines: string[], from: string): RootKey[] {
  try {
    // Nothing at all is a key of no bytes, and is refused in the same words.
    return (lines.length > 0 ? lines : ['']).map(rootKeyOf);
  } catch (cause) {
    throw new RootKeyError(`${from} is not usable: ${messageOf(cause)}.`, { cause });
  }
}
