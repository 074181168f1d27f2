import { type PlatformDatabase, type EntityManager } from '@renum/database';
import type { RootKeyring } from './root-keyring';
import { PlatformKeyEntity, TenantKeyEntity } from './vault.entities';
import { RootKeyError } from './vault.errors';

const CHECK = 'root-key-check';
const CHECK_AAD = 'renum/root-key-check';
const CHECK_TEXT = 'renum root key';

/**
 * Whether this is the key that the database was begun with (V5). The first start seals a known
 * value; each later one must be able to open it, or nothing that is stored could be opened either.
 *
 * @throws RootKeyError
 */
export async function checkRootKey(database: PlatformDatabase, root: RootKeyring): Promise<void> {
  await database.transaction(async (em) => {
    const sealed = (await stored(em)) ?? (await begin(em, root));
    try {
      if (root.open(sealed, CHECK_AAD).toString() === CHECK_TEXT) return;
    } catch (cause) {
      throw wrongKey(root, cause);
    }
    throw wrongKey(root);
  });
}

async function stored(em: EntityManager): Promise<Uint8Array | undefined> {
  return (await em.findOne(PlatformKeyEntity, { id: CHECK }))?.sealedPrivateKey;
}

async function begin(em: EntityManager, root: RootKeyring): Promise<Uint8Array> {
  // Processes that start together must agree on the first one's key.
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [CHECK]);
  const faster = await stored(em);
  if (faster) return faster;
  // A lost check value must not let a wrong key in through the back door.
  if ((await em.count(TenantKeyEntity, { rootKeyId: { $ne: root.keyId } })) > 0)
    throw wrongKey(root);
  const sealedPrivateKey = root.seal(Buffer.from(CHECK_TEXT), CHECK_AAD);
  await em.insert(PlatformKeyEntity, {
    id: CHECK,
    purpose: CHECK,
    publicJwk: { rootKeyId: root.keyId },
    sealedPrivateKey,
    createdAt: new Date(),
  });
  return sealedPrivateKey;
}

const wrongKey = (root: RootKeyring, cause?: unknown): RootKeyError =>
  new RootKeyError(
    `ROOT_KEY_FILE holds another root key (${root.keyId.slice(0, 8)}…) than this database was ` +
      'begun with, so no stored secret could be opened. Put back the right file, or use the ' +
      'database that belongs to this key.',
    { cause },
  );
