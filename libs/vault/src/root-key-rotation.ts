import { randomBytes } from 'node:crypto';
import type { PlatformDatabase, EntityManager } from '@renum/database';
import { lockRootKeys, rowOf, short } from './root-key-check';
import { rootKeyOf, type RootKeySource, type RootKeyState } from './root-key';
import { REFRESH_MS } from './root-key-refresh';
import type { RootKeyring } from './root-keyring';
import type { SealedColumn } from './sealed-columns';
import { RootKeyEntity, type RootKeyRow } from './vault.entities';
import { RootKeyError } from './vault.errors';

const BATCH = 200;
/** What the slowest process needs to notice a change of states. */
const SETTLE_MS = 3 * REFRESH_MS;

export interface RootKeyStatus {
  id: string;
  state: RootKeyState;
  since: string;
  /** Values that only this key opens. */
  sealed: number;
}

/**
 * Changes the root key while everything serves (V4): a new one is staged, and read by all
 * processes; promoted, and seals from then on; then each stored value is sealed anew, and the old
 * key, retained until nothing needs it, is retired.
 */
export class RootKeyRotation {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly root: RootKeyring,
    private readonly source: RootKeySource,
    private readonly columns: readonly SealedColumn[],
    private readonly settleMs = SETTLE_MS,
  ) {}

  /** Makes a key where the source can be written; else takes the one that was put there. */
  async stage(): Promise<string> {
    const rows = await this.rows();
    mustHaveNoneStaged(rows);
    const known = new Set(rows.map(({ id }) => id));
    let fresh = (await this.source.keys()).find(({ id }) => !known.has(id));
    if (!fresh) {
      if (!this.source.add)
        throw new RootKeyError(
          'Add a new key to ROOT_KEYS (or ROOT_KEYS_KMS) of every process, then stage again.',
        );
      const text = randomBytes(32).toString('base64');
      fresh = rootKeyOf(text);
      await this.source.add(text);
    }
    const { id } = fresh;
    this.root.adopt([fresh]);
    await this.change(async (em, now) => {
      mustHaveNoneStaged(now);
      await em.insert(RootKeyEntity, rowOf(this.root, id, 'staged'));
    });
    return id;
  }

  /** The staged key seals from now on; the one before is retained. */
  async promote(): Promise<string> {
    const id = await this.change(async (em, rows) => {
      const staged = rows.find(({ state }) => state === 'staged');
      if (!staged) throw new RootKeyError('No root key is staged.');
      this.mustHaveSettled(staged);
      if (!this.root.holds(staged.id))
        throw new RootKeyError(`This process does not hold the staged key ${short(staged.id)}.`);
      await mustBeHeldByAll(em, staged.id);
      const changedAt = new Date();
      await em.nativeUpdate(RootKeyEntity, { state: 'promoted' }, { state: 'retained', changedAt });
      await em.nativeUpdate(RootKeyEntity, { id: staged.id }, { state: 'promoted', changedAt });
      return staged.id;
    });
    this.root.promote(id);
    return id;
  }

  /** Seals anew, under the promoted key, all that another one sealed. Repeating it does no harm. */
  async rewrap(): Promise<number> {
    let count = 0;
    for (const column of this.columns) {
      let done: number;
      do {
        done = await this.batch(column);
        count += done;
      } while (done === BATCH);
    }
    return count;
  }

  /** Forgets the retained keys. Refused while one of them is needed. */
  async retire(): Promise<string[]> {
    await this.rewrap();
    const ids = await this.change(async (em, rows) => {
      const old = rows.filter(({ state }) => state === 'retained');
      for (const row of old) {
        this.mustHaveSettled(row);
        const sealed = await this.sealedBy(em, row.id);
        if (sealed > 0)
          throw new RootKeyError(`${sealed} values are still sealed by ${short(row.id)}.`);
      }
      const retired = old.map(({ id }) => id);
      await em.nativeDelete(RootKeyEntity, { id: { $in: retired } });
      return retired;
    });
    for (const id of ids) await this.source.remove?.(id);
    return ids;
  }

  async status(): Promise<RootKeyStatus[]> {
    return this.database.transaction(async (em) => {
      const rows = await em.find(RootKeyEntity, {}, { orderBy: { createdAt: 'asc' } });
      const all: RootKeyStatus[] = [];
      for (const { id, state, changedAt } of rows)
        all.push({
          id,
          state,
          since: changedAt.toISOString(),
          sealed: await this.sealedBy(em, id),
        });
      return all;
    });
  }

  private rows(): Promise<RootKeyRow[]> {
    return this.database.transaction((em) => em.find(RootKeyEntity, {}));
  }

  private change<T>(work: (em: EntityManager, rows: RootKeyRow[]) => Promise<T>): Promise<T> {
    return this.database.transaction(async (em) => {
      await lockRootKeys(em);
      return work(em, await em.find(RootKeyEntity, {}));
    });
  }

  private mustHaveSettled({ id, state, changedAt }: RootKeyRow): void {
    const left = changedAt.getTime() + this.settleMs - Date.now();
    if (left > 0)
      throw new RootKeyError(
        `${short(id)} is ${state} only since a moment ago, and other processes may not know yet. ` +
          `Repeat this in ${Math.ceil(left / 1000)} s.`,
      );
  }

  private async sealedBy(em: EntityManager, keyId: string): Promise<number> {
    let sum = 0;
    for (const { table, column } of this.columns) {
      const [row] = await em.execute<{ count: number }[]>(
        `select count(*)::int as count from ${table}
          where encode(substring(${column} from 2 for 16), 'hex') = ?`,
        [keyId],
      );
      sum += row?.count ?? 0;
    }
    return sum;
  }

  private batch({ table, column, keyIdColumn, tenants, aad }: SealedColumn): Promise<number> {
    return this.database.transaction(async (em) => {
      await lockRootKeys(em);
      const { keyId } = this.root;
      const rows = await em.execute<{ id: string; tenant_id?: string; sealed: Buffer }[]>(
        `select id, ${tenants ? 'tenant_id,' : ''} ${column} as sealed from ${table}
          where encode(substring(${column} from 2 for 16), 'hex') <> ?
          order by id limit ${BATCH} for update`,
        [keyId],
      );
      const named = keyIdColumn === undefined ? '' : `, ${keyIdColumn} = '${keyId}'`;
      for (const { id, tenant_id: tenantId = '', sealed } of rows) {
        const words = aad({ id, tenantId });
        const plain = this.root.open(sealed, words);
        const again = this.root.seal(plain, words);
        plain.fill(0);
        await em.execute(`update ${table} set ${column} = ?${named} where id = ?`, [again, id]);
      }
      return rows.length;
    });
  }
}

/** Whoever serves without it could not open what is sealed by it from the next moment on. */
async function mustBeHeldByAll(em: EntityManager, keyId: string): Promise<void> {
  const [row] = await em.execute<{ without: number }[]>(
    `select count(*)::int as without from root_key_holders
      where seen_at > now() - ? * interval '1 millisecond' and not (? = any (key_ids))`,
    [SETTLE_MS, keyId],
  );
  const without = row?.without ?? 0;
  if (without > 0)
    throw new RootKeyError(
      `${without} running processes do not hold the staged key ${short(keyId)} yet. Give it to ` +
        'them (their log says so too), or stop them, then promote again.',
    );
}

function mustHaveNoneStaged(rows: RootKeyRow[]): void {
  if (rows.some(({ state }) => state === 'staged'))
    throw new RootKeyError('Another root key is staged already. Promote it first.');
}
