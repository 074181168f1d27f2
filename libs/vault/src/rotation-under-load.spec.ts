import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditService, auditEntities } from '@renum/audit';
import { newId } from '@renum/platform';
import { createTestDatabase, createTestRedis, testTenant } from '@renum/testing';
import type { TestDatabase, TestTenant } from '@renum/testing';
import { Redis } from 'ioredis';
import { checkRootKey } from './root-key-check';
import { RootKeyRefresh } from './root-key-refresh';
import { RootKeyRotation } from './root-key-rotation';
import { RootKeyFile } from './root-key-source';
import { RootKeyring } from './root-keyring';
import { vaultSealedColumns } from './sealed-columns';
import { vaultProcess } from './spec/vault-process';
import { TenantKeyRotation } from './tenant-key-rotation';
import { vaultEntities } from './vault.entities';

/** V4: real PostgreSQL, Redis, key file; two processes that serve, a third one that rotates. */
describe('rotation of both keys at once, under load', () => {
  const { url, prefix } = createTestRedis();
  const folder = mkdtempSync(join(tmpdir(), 'renum-load-'));
  const path = join(folder, 'root.key');
  let db: TestDatabase;
  let redis: Redis;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: [...vaultEntities, ...auditEntities] });
    redis = new Redis(url);
    writeFileSync(path, randomBytes(32).toString('base64'), { mode: 0o600 });
  });
  afterAll(async () => {
    redis.disconnect();
    await db.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function process() {
    const source = new RootKeyFile(path);
    const root = new RootKeyring(await source.keys());
    await checkRootKey(db.platform, root);
    const refresh = new RootKeyRefresh(root, db.platform, source);
    await refresh.refresh();
    const parts = vaultProcess({ db, root, redis, prefix });
    const tenantKeys = new TenantKeyRotation(db.platform, parts.keys, new AuditService());
    return { ...parts, root, source, refresh, tenantKeys };
  }
  const sql = <T>(text: string, values: unknown[] = []) =>
    db.platform.transaction((em) => em.execute<T[]>(text, values));

  it('fails no call, and leaves nothing on an old key', async () => {
    const [one, other, command] = [await process(), await process(), await process()];
    const tenants = [await testTenant(db), await testTenant(db)];
    const secretOf = (index: number) => `sk-load-${index}-0123456789`;
    const create = async (tenant: TestTenant, secret: string, at = one): Promise<string> =>
      (await tenant.run(() => at.vault.create({ provider: 'openai', name: 'Key', secret }))).id;
    const known: { tenant: TestTenant; id: string; secret: string }[] = [];
    for (let index = 0; index < 60; index += 1) {
      const tenant = tenants[index % 2]!;
      const id = await create(tenant, secretOf(index));
      known.push({ tenant, id, secret: secretOf(index) });
    }
    const oldRoot = command.root.keyId;
    const oldKeys = (await sql<{ id: string }>('select id from tenant_keys')).map(({ id }) => id);

    let over = false;
    const outcome = { reads: 0, writes: 0, failed: [] as unknown[] };
    const attempt = async (kind: 'reads' | 'writes', work: () => Promise<void>) => {
      try {
        await work();
        outcome[kind] += 1;
      } catch (error) {
        outcome.failed.push(error);
      }
    };
    const reading = async (at: typeof one) => {
      for (let index = 0; !over; index = (index + 7) % known.length) {
        const { tenant, id: credentialId, secret } = known[index]!;
        await attempt('reads', async () => {
          const wanted = { tenantId: tenant.id, credentialId, purpose: 'load' };
          expect((await at.reader.open(wanted)).value).toBe(secret);
        });
      }
    };
    const writing = async (at: typeof one, tenant: TestTenant) => {
      while (!over)
        await attempt('writes', async () => {
          const secret = `sk-${newId()}`;
          const credentialId = await create(tenant, secret, at);
          const wanted = { tenantId: tenant.id, credentialId, purpose: 'load' };
          expect((await other.reader.open(wanted)).value).toBe(secret);
        });
    };
    // As the timers do it, only sooner.
    const refreshing = async () => {
      while (!over) {
        for (const each of [one, other, command]) await each.refresh.refresh();
        await new Promise((done) => setTimeout(done, 20));
      }
    };
    const load = Promise.all([
      reading(one),
      reading(other),
      writing(one, tenants[0]!),
      writing(other, tenants[1]!),
      refreshing(),
    ]);
    /** What 15 s are for in production: each process has read what changed. */
    const settled = async (known: (at: typeof one) => boolean) => {
      await new Promise((done) => setTimeout(done, 400));
      while (![one, other].every(known)) await new Promise((done) => setTimeout(done, 20));
      await command.refresh.refresh();
    };
    const rotateRoot = async () => {
      const rotation = new RootKeyRotation(
        db.platform,
        command.root,
        command.source,
        vaultSealedColumns,
        300,
      );
      const id = await rotation.stage();
      await settled(({ root }) => root.holds(id));
      await one.refresh.refresh();
      await other.refresh.refresh();
      await rotation.promote();
      await settled(({ root }) => root.keyId === id);
      return rotation.retire();
    };
    const rotateTenants = async () => {
      for (let round = 0; round < 3; round += 1)
        for (const { id } of tenants) await command.tenantKeys.rotate(id);
    };
    const [retired] = await Promise.all([rotateRoot(), rotateTenants()]).finally(
      () => (over = true),
    );
    await load;

    expect(outcome.failed).toEqual([]);
    expect(outcome.reads).toBeGreaterThan(20);
    expect(outcome.writes).toBeGreaterThan(5);
    expect(retired).toEqual([oldRoot]);
    expect(await sql('select 1 from tenant_keys where root_key_id = ?', [oldRoot])).toEqual([]);
    const left = await sql<{ id: string; versions: number }>(
      `select k.id, count(v.id)::int as versions from tenant_keys k
        left join credential_versions v on v.tenant_key_id = k.id group by k.id`,
    );
    expect(left).toHaveLength(2);
    expect(left.filter(({ id }) => oldKeys.includes(id))).toEqual([]);
    const sum = left.reduce((all, { versions }) => all + versions, 0);
    expect(sum).toBe(known.length + outcome.writes);
    // One that starts now, with the new root key alone, opens all there is.
    const late = await process();
    expect(late.root.keyIds).not.toContain(oldRoot);
    for (const { tenant, id: credentialId, secret } of known) {
      const wanted = { tenantId: tenant.id, credentialId, purpose: 'late' };
      expect((await late.reader.open(wanted)).value).toBe(secret);
    }
  });
});
