import { readFile } from 'node:fs/promises';
import { messageOf } from '@renum/platform';
import { RootKeyring } from './root-keyring';
import { RootKeyError } from './vault.errors';

/** @throws RootKeyError that says which file and what to do about it. */
export async function readRootKey(path: string): Promise<RootKeyring> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new RootKeyError(
      `The root key cannot be read from ROOT_KEY_FILE (${path}): ${messageOf(cause)}. ` +
        'Put back the file that this installation was begun with.',
      { cause },
    );
  });
  try {
    return RootKeyring.fromBase64(text);
  } catch (cause) {
    throw new RootKeyError(`ROOT_KEY_FILE (${path}) is not usable: ${messageOf(cause)}.`, {
      cause,
    });
  }
}
