import { type PlatformDatabase, type EntityManager } from '@renum/database';
import type { RootKeyring } from './root-keyring';
import { RootKeyEntity, TenantKeyEntity, type RootKeyRow } from './vault.entities';
import { RootKeyError, VaultError } from './vault.errors';

const CHECK_AAD = 'renum/root-key-check';
const CHECK_TEXT = Buffer.from('renum root key');
/** Whoever changes the states of root keys, or seals things anew, holds this lock. */
export const ROOT_KEYS_LOCK = 'root-keys';

/**
 * Whether the ring has the key that the database was begun with, or that was promoted since (V5).
 * The first start seals a known value; each later one must be able to open it, or nothing that is
 * stored could be opened either. The key that the database says is promoted then seals.
 *
 * @throws RootKeyError
 */
export async function checkRootKey(database: PlatformDatabase, root: RootKeyring): Promise<void> {
  await database.transaction(async (em) => {
    const rows = await em.find(RootKeyEntity, {});
    const known = rows.some(({ state }) => state === 'promoted') ? rows : await begin(em, root);
    for (const row of known) await judge(em, root, row);
  });
}

async function judge(em: EntityManager, root: RootKeyring, row: RootKeyRow): Promise<void> {
  switch (row.state) {
    case 'promoted':
      if (!opens(root, row)) throw wrongKey(root, row.id);
      return root.promote(row.id);
    case 'retained':
      // Once nothing is sealed by it any more, it may be gone before its row is.
      if (root.holds(row.id) || (await em.count(TenantKeyEntity, { rootKeyId: row.id })) === 0)
        return;
      throw new RootKeyError(
        `The retained root key ${short(row.id)} is missing, and secrets are still sealed by it. ` +
          'Put it back until the rotation is done.',
      );
    case 'staged':
      // Not needed yet; the promotion waits for the processes to have read it.
      return;
    default: {
      const never: never = row.state;
      throw new RootKeyError(String(never));
    }
  }
}

function opens(root: RootKeyring, { id, checkValue }: RootKeyRow): boolean {
  if (!root.holds(id)) return false;
  try {
    return root.open(checkValue, CHECK_AAD).equals(CHECK_TEXT);
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
}

/** In a transaction: the same for all processes that change or judge root keys. */
export const lockRootKeys = (em: EntityManager): Promise<unknown> =>
  em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [ROOT_KEYS_LOCK]);

/** The row of a key that the ring holds. */
export function rowOf(root: RootKeyring, id: string, state: RootKeyRow['state']): RootKeyRow {
  const now = new Date();
  const checkValue = root.sealWith(id, CHECK_TEXT, CHECK_AAD);
  return { id, state, checkValue, createdAt: now, changedAt: now };
}

async function begin(em: EntityManager, root: RootKeyring): Promise<RootKeyRow[]> {
  // Processes that start together must agree on the first one's key.
  await lockRootKeys(em);
  const faster = await em.find(RootKeyEntity, {});
  if (faster.some(({ state }) => state === 'promoted')) return faster;
  // A lost check value must not let a wrong key in through the back door.
  const [foreign] = await em.find(
    TenantKeyEntity,
    { rootKeyId: { $ne: root.keyId } },
    { limit: 1 },
  );
  if (foreign) throw wrongKey(root, foreign.rootKeyId);
  const row = rowOf(root, root.keyId, 'promoted');
  await em.insert(RootKeyEntity, row);
  return [row];
}

export const short = (keyId: string): string => `${keyId.slice(0, 8)}…`;

const wrongKey = (root: RootKeyring, wanted: string): RootKeyError =>
  new RootKeyError(
    `The root keys given (ROOT_KEY_FILE or ROOT_KEYS) hold another root key (${short(root.keyId)}) ` +
      `than this database was begun with (${short(wanted)}), so no stored secret could be opened. ` +
      'Put back the right file, or use the database that belongs to this key.',
  );
