import { randomBytes } from 'node:crypto';
import { AuditService, auditEntities } from '@renum/audit';
import { newId } from '@renum/platform';
import { createTestDatabase, createTestRedis, testTenant } from '@renum/testing';
import type { TestDatabase, TestTenant } from '@renum/testing';
import { Redis } from 'ioredis';
import { RootKeyring } from './root-keyring';
import { vaultProcess } from './spec/vault-process';
import { TenantKeyRotation } from './tenant-key-rotation';
import { sealSecret } from './secret-seal';
import { CredentialVersionEntity, vaultEntities } from './vault.entities';

/** V4: real PostgreSQL, Redis and encryption; two processes, each with keys in its own memory. */
describe('rotation of a tenant key', () => {
  const { url, prefix } = createTestRedis();
  const root = RootKeyring.fromBase64(randomBytes(32).toString('base64'));
  const audit = new AuditService();
  let db: TestDatabase;
  let redis: Redis;
  let one: ReturnType<typeof process>;
  let other: ReturnType<typeof process>;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: [...vaultEntities, ...auditEntities] });
    redis = new Redis(url);
    [one, other] = [process(), process()];
  });
  afterAll(async () => {
    redis.disconnect();
    await db.drop();
  });

  function process() {
    const { vault, reader, keys } = vaultProcess({ db, root, redis, prefix });
    return {
      vault,
      reader,
      keys,
      rotation: new TenantKeyRotation(db.platform, keys, audit),
    };
  }
  const secretOf = (index: number) => `sk-rotated-${index}-0123456789`;
  const create = (tenant: TestTenant, secret: string, at = one) =>
    tenant.run(() => at.vault.create({ provider: 'openai', name: 'Key', secret }));
  const sql = <T>(text: string, values: unknown[] = []) =>
    db.platform.transaction((em) => em.execute<T[]>(text, values));
  const keysInUse = (tenant: TestTenant) =>
    sql<{ key: string; rows: number }>(
      `select k.id as key, count(v.id)::int as rows from tenant_keys k
        left join credential_versions v on v.tenant_key_id = k.id
        where k.tenant_id = ? group by k.id order by k.id`,
      [tenant.id],
    );

  it('fails no read and no write under load, and leaves no row on the old key', async () => {
    const tenant = await testTenant(db);
    const ids: string[] = [];
    for (let index = 0; index < 250; index += 1)
      ids.push((await create(tenant, secretOf(index))).id);
    const [old] = await keysInUse(tenant);

    let over = false;
    const outcome = { reads: 0, writes: 0 };
    const reading = async (at: typeof one) => {
      for (let index = 0; !over; index = (index + 7) % ids.length) {
        const wanted = { tenantId: tenant.id, credentialId: ids[index] ?? '', purpose: 'load' };
        expect((await at.reader.open(wanted)).value).toBe(secretOf(index));
        outcome.reads += 1;
      }
    };
    const writing = async (at: typeof one) => {
      while (!over) {
        const secret = `sk-${newId()}`;
        const { id: credentialId } = await create(tenant, secret, at);
        const wanted = { tenantId: tenant.id, credentialId, purpose: 'load' };
        expect((await one.reader.open(wanted)).value).toBe(secret);
        outcome.writes += 1;
      }
    };
    const load = Promise.all([reading(one), reading(other), writing(one), writing(other)]);
    const rotations = Promise.all([
      one.rotation.rotate(tenant.id),
      other.rotation.rotate(tenant.id).then(() => one.rotation.rotate(tenant.id)),
    ]).finally(() => (over = true));
    const [first] = await rotations;
    await load;

    expect(first.unreadable).toBe(0);
    expect(outcome.reads).toBeGreaterThan(20);
    expect(outcome.writes).toBeGreaterThan(5);
    const left = await keysInUse(tenant);
    expect(left).toEqual([{ key: expect.any(String) as string, rows: 250 + outcome.writes }]);
    expect(left[0]?.key).not.toBe(old?.key);
    for (const [index, credentialId] of ids.entries()) {
      const opened = await other.reader.open({ tenantId: tenant.id, credentialId, purpose: 'x' });
      expect(opened.value).toBe(secretOf(index));
    }
  });

  it('waits for whoever is sealing under the key before', async () => {
    const tenant = await testTenant(db);
    const { id: credentialId } = await create(tenant, 'sk-slow-1-0123456789');
    let go: () => void = () => undefined;
    let began: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const sealing = new Promise<void>((resolve) => (began = resolve));
    const slow = tenant.run(() =>
      db.tenants.transaction(async (em) => {
        const key = await one.keys.current(em, tenant.id);
        began();
        await gate;
        const place = { tenantId: tenant.id, credentialId, version: 2 };
        await em.insert(CredentialVersionEntity, {
          ...place,
          id: newId(),
          tenantKeyId: key.rowId,
          ciphertext: sealSecret(key, place, 'sk-slow-2-0123456789'),
          createdBy: null,
          createdAt: new Date(),
        });
      }),
    );
    await sealing;
    const rotated = other.rotation.rotate(tenant.id);
    await new Promise((done) => setTimeout(done, 300));
    go();
    await slow;
    expect(await rotated).toEqual({ resealed: 2, unreadable: 0, droppedKeys: 1 });
    expect(await keysInUse(tenant)).toEqual([{ key: expect.any(String) as string, rows: 2 }]);
  });

  it('touches one tenant only, keeps all versions, and says what it did in the audit log', async () => {
    const [a, b] = [await testTenant(db), await testTenant(db)];
    const { id } = await create(a, 'sk-first-0123456789');
    await a.run(() => one.vault.replace(id, { secret: 'sk-second-0123456789' }));
    await create(b, 'sk-of-b-0123456789');
    const ofB = await keysInUse(b);
    const done = await a.run(() => other.rotation.rotate(a.id));
    expect(done).toEqual({ resealed: 2, unreadable: 0, droppedKeys: 1 });
    expect(await keysInUse(b)).toEqual(ofB);
    const entries = await sql<{ actor_type: string; detail: object }>(
      `select actor_type, detail from audit_entries where action = 'tenant_key.rotated'
        and tenant_id = ?`,
      [a.id],
    );
    expect(entries).toEqual([{ actor_type: 'user', detail: done }]);
  });

  it('leaves what it cannot open where it is, with its key, and goes on with the rest', async () => {
    const tenant = await testTenant(db);
    const broken = await create(tenant, 'sk-broken-0123456789');
    const good = await create(tenant, 'sk-good-0123456789');
    const [row] = await sql<{ tenant_key_id: string; ciphertext: Buffer }>(
      'select tenant_key_id, ciphertext from credential_versions where credential_id = ?',
      [broken.id],
    );
    // As an attacker would: the ciphertext of one credential as a version of another.
    await tenant.insert('credential_versions', {
      credentialId: good.id,
      version: 2,
      tenantKeyId: row?.tenant_key_id,
      ciphertext: row?.ciphertext,
    });
    expect(await one.rotation.rotate(tenant.id)).toEqual({
      resealed: 2,
      unreadable: 1,
      droppedKeys: 0,
    });
    expect((await keysInUse(tenant)).map(({ rows }) => rows)).toEqual([1, 2]);
    await sql('update credentials set version = 2 where id = ?', [good.id]);
    const moved = one.reader.open({ tenantId: tenant.id, credentialId: good.id, purpose: 'x' });
    await expect(moved).rejects.toMatchObject({ reason: 'not_authentic' });
  });
});
