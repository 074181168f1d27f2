import { randomBytes } from 'node:crypto';
import { auditEntities } from '@renum/audit';
import { withConnection } from '@renum/database';
import { createTestDatabase, createTestRedis, testTenant } from '@renum/testing';
import type { TestDatabase, TestTenant } from '@renum/testing';
import { Redis } from 'ioredis';
import { RootKeyring } from './root-keyring';
import { vaultProcess } from './spec/vault-process';
import { vaultEntities } from './vault.entities';

/** V1 in the database itself, against somebody who may write any row of it. */
describe('a stored ciphertext', () => {
  const { url, prefix } = createTestRedis();
  const root = RootKeyring.fromBase64(randomBytes(32).toString('base64'));
  let db: TestDatabase;
  let redis: Redis;
  let a: TestTenant;
  let b: TestTenant;
  let vault: ReturnType<typeof vaultProcess>;

  beforeAll(async () => {
    db = await createTestDatabase({ entities: [...vaultEntities, ...auditEntities] });
    redis = new Redis(url);
    [a, b] = [await testTenant(db), await testTenant(db)];
    vault = vaultProcess({ db, root, redis, prefix });
    await asOwner(`alter table credential_versions no force row level security,
      disable trigger credential_versions_reseal`);
    await asOwner('alter table tenant_keys no force row level security');
  });
  afterAll(async () => {
    redis.disconnect();
    await db.drop();
  });

  const asOwner = <T>(text: string, values: unknown[] = []): Promise<T[]> =>
    withConnection(db.ownerUrl, (em) => em.execute<T[]>(text, values));
  const create = async (tenant: TestTenant, secret: string): Promise<string> =>
    (await tenant.run(() => vault.vault.create({ provider: 'openai', name: 'Key', secret }))).id;
  const open = (tenant: TestTenant, credentialId: string, at = vault) =>
    at.reader.open({ tenantId: tenant.id, credentialId, purpose: 'spec' });
  const stored = async (id: string, version = 1): Promise<Stored> => {
    const [row] = await asOwner<Stored>(
      'select * from credential_versions where credential_id = ? and version = ?',
      [id, version],
    );
    if (!row) throw new Error('no such version');
    return row;
  };
  const put = (id: string, version: number, ciphertext: Buffer, keyId?: string) =>
    asOwner(
      `update credential_versions set ciphertext = ?, tenant_key_id = coalesce(?, tenant_key_id)
        where credential_id = ? and version = ?`,
      [ciphertext, keyId ?? null, id, version],
    );

  it('does not open with any one byte changed, and opens again when it is put back', async () => {
    const secret = 'sk-flipped-0123456789';
    const id = await create(a, secret);
    const { ciphertext } = await stored(id);
    await withConnection(db.ownerUrl, async (em) => {
      const write = (bytes: Buffer) =>
        em.execute('update credential_versions set ciphertext = ? where credential_id = ?', [
          bytes,
          id,
        ]);
      for (let index = 0; index < ciphertext.length; index += 1) {
        const changed = Buffer.from(ciphertext);
        changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
        await write(changed);
        await expect(open(a, id)).rejects.toMatchObject({ code: 'secret_unreadable' });
      }
      await write(ciphertext);
    });
    expect((await open(a, id)).value).toBe(secret);
  });

  it('does not open in another row, version or tenant, nor with its key moved along', async () => {
    const mine = await create(a, 'sk-mine-0123456789');
    const victim = await create(a, 'sk-victim-0123456789');
    const foreign = await create(b, 'sk-foreign-0123456789');
    await a.run(() => vault.vault.replace(mine, { secret: 'sk-mine-again-0123456789' }));
    const [before, own, ofVictim, ofB] = [
      await stored(mine, 1),
      await stored(mine, 2),
      await stored(victim),
      await stored(foreign),
    ];
    const refused = async (tenant: TestTenant, id: string, reason: string) =>
      // A process that has the keys in memory, and one that reads them anew.
      Promise.all(
        [vault, vaultProcess({ db, root, redis, prefix })].map((at) =>
          expect(open(tenant, id, at)).rejects.toMatchObject({ code: 'secret_unreadable', reason }),
        ),
      );
    // Another version of the same credential: the old value brought back.
    await put(mine, 2, before.ciphertext);
    await refused(a, mine, 'not_authentic');
    // Another credential of the same tenant, at the same version.
    await put(mine, 2, own.ciphertext);
    await put(victim, 1, before.ciphertext);
    await refused(a, victim, 'not_authentic');
    // Another tenant, as it is; and with the key's row made to look like that tenant's.
    await put(victim, 1, ofVictim.ciphertext);
    await put(foreign, 1, ofVictim.ciphertext);
    await refused(b, foreign, 'other_key');
    const keyOf = (id: string) =>
      asOwner<{ wrapped_key: Buffer }>('select wrapped_key from tenant_keys where id = ?', [id]);
    const [keyOfA] = await keyOf(own.tenant_key_id);
    const renamed = Buffer.from(ofVictim.ciphertext);
    ofB.ciphertext.copy(renamed, 1, 1, 17);
    await put(foreign, 1, renamed);
    await asOwner('update tenant_keys set wrapped_key = ? where id = ?', [
      keyOfA?.wrapped_key,
      ofB.tenant_key_id,
    ]);
    const late = vaultProcess({ db, root, redis, prefix });
    await expect(open(b, foreign, late)).rejects.toMatchObject({ reason: 'not_authentic' });
    // All that was put back opens.
    expect((await open(a, mine)).value).toBe('sk-mine-again-0123456789');
    expect((await open(a, victim)).value).toBe('sk-victim-0123456789');
  });
});

interface Stored {
  tenant_key_id: string;
  ciphertext: Buffer;
}
