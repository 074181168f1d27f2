import { randomBytes } from 'node:crypto';
import { createTestDatabase, testTenant, type TestDatabase } from '@renum/testing';
import type { TestTenant } from '@renum/testing';
import { RootKeyring } from './root-keyring';
import { TenantKeys } from './tenant-keys';
import { TenantKeyEntity, vaultEntities } from './vault.entities';

/** V1: each tenant's data key is its own, and bound to its row. */
describe('tenant keys', () => {
  const root = RootKeyring.fromBase64(randomBytes(32).toString('base64'));
  let db: TestDatabase;
  let a: TestTenant;
  let b: TestTenant;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: vaultEntities });
    a = await testTenant(db);
    b = await testTenant(db);
  });
  afterAll(() => db.drop());

  const current = (tenant: TestTenant, keys = new TenantKeys(root)) =>
    tenant.run(() => db.tenants.transaction((em) => keys.current(em, tenant.id)));
  const byId = (tenant: TestTenant, rowId: string) =>
    tenant.run(() =>
      db.tenants.transaction(async (em) => {
        const row = await em.findOne(TenantKeyEntity, { id: rowId });
        return row && new TenantKeys(root).unwrapped(row);
      }),
    );
  const wrapped = async (rowId: string) =>
    db.platform.transaction(async (em) => {
      const [row] = await em.execute<{ wrapped_key: Buffer }[]>(
        'select wrapped_key from tenant_keys where id = ?',
        [rowId],
      );
      return row?.wrapped_key;
    });

  it('are the same for all processes, and different for each tenant', async () => {
    const [first, again, other] = [await current(a), await current(a), await current(b)];
    expect(again.key.equals(first.key)).toBe(true);
    expect(other.key.equals(first.key)).toBe(false);
    expect((await byId(a, first.rowId))?.key.equals(first.key)).toBe(true);
    expect(await byId(b, first.rowId)).toBeNull();
  });

  it('do not open when moved to another row, nor to the same row of another tenant', async () => {
    const { rowId } = await current(a);
    const wrappedKey = await wrapped(rowId);
    const moved = await a.insert('tenant_keys', { rootKeyId: root.keyId, wrappedKey });
    await expect(byId(a, moved)).rejects.toMatchObject({ reason: 'not_authentic' });
    // As a restored dump, or somebody with the owner's role, could: the very row under B.
    await db.platform.transaction(async (em) => {
      await em.execute('delete from tenant_keys');
    });
    await b.insert('tenant_keys', { id: rowId, rootKeyId: root.keyId, wrappedKey });
    await expect(byId(b, rowId)).rejects.toMatchObject({ reason: 'not_authentic' });
  });
});
