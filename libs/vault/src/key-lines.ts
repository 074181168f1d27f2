import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { messageOf } from '@renum/platform';
import { RootKeyError } from './vault.errors';

/** Root keys as text, one a line: plain ones, or as a key service wrapped them. */
export interface KeyLines {
  /** Where they are, for messages. */
  readonly name: string;
  read(): Promise<string[]>;
  /** Only where this process may write. */
  write?(lines: string[]): Promise<void>;
}

/** A file with one key a line. */
export class KeyFile implements KeyLines {
  readonly name: string;

  constructor(
    variable: string,
    private readonly path: string,
  ) {
    this.name = `${variable} (${path})`;
  }

  /** @throws RootKeyError that says which file and what to do about it. */
  async read(): Promise<string[]> {
    const text = await readFile(this.path, 'utf8').catch((cause: unknown) => {
      throw new RootKeyError(
        `The root key cannot be read from ${this.name}: ${messageOf(cause)}. ` +
          'Put back the file that this installation was begun with.',
        { cause },
      );
    });
    return linesOf(text, /\r?\n/);
  }

  /** Whole or not at all: a crash in between must not cost the keys. */
  async write(lines: string[]): Promise<void> {
    const draft = `${this.path}.${process.pid}.new`;
    await writeFile(draft, `${lines.join('\n')}\n`, { mode: 0o600, flush: true });
    await chmod(draft, 0o600);
    await rename(draft, this.path);
  }
}

/** Keys in a variable, with commas between them. Read once: another value needs another process. */
export class KeyVariable implements KeyLines {
  constructor(
    readonly name: string,
    private readonly text: string,
  ) {}

  read(): Promise<string[]> {
    return Promise.resolve(linesOf(this.text, ','));
  }
}

const linesOf = (text: string, separator: RegExp | string): string[] =>
  text
    .split(separator)
    .map((line) => line.trim())
    .filter((line) => line !== '');
