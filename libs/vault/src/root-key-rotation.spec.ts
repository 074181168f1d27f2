import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, testTenant, type TestDatabase } from '@renum/testing';
import { PlatformKeys } from './platform-keys';
import { checkRootKey } from './root-key-check';
import { RootKeyRefresh } from './root-key-refresh';
import { RootKeyRotation } from './root-key-rotation';
import { RootKeyFile, rootKeySourceOf, RootKeyVariable } from './root-key-source';
import { RootKeyring } from './root-keyring';
import { vaultSealedColumns } from './sealed-columns';
import { TenantKeys } from './tenant-keys';
import { TenantKeyEntity, vaultEntities } from './vault.entities';
import { RootKeyError } from './vault.errors';

const newKey = () => randomBytes(32).toString('base64');

/** V4: staged, promoted, retained, retired; with a second process that serves all the while. */
describe('rotation of the root key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renum-rotate-'));
  let db: TestDatabase;
  let path: string;
  beforeEach(async () => {
    db = await createTestDatabase({ entities: vaultEntities });
    path = join(folder, `${randomBytes(4).toString('hex')}.key`);
    writeFileSync(path, newKey(), { mode: 0o600 });
  });
  afterEach(() => db.drop());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function process() {
    const source = new RootKeyFile(path);
    const root = new RootKeyring(await source.keys());
    await checkRootKey(db.platform, root);
    const refresh = new RootKeyRefresh(root, db.platform, source);
    return { source, root, refresh, keys: new TenantKeys(root) };
  }
  const rotationOf = ({ root, source }: Awaited<ReturnType<typeof process>>, settleMs = 0) =>
    new RootKeyRotation(db.platform, root, source, vaultSealedColumns, settleMs);
  const tenantKey = (tenant: Awaited<ReturnType<typeof testTenant>>, keys: TenantKeys) =>
    tenant.run(() => db.tenants.transaction((em) => keys.current(em, tenant.id)));

  it('goes from stage to stage without a moment in which something does not open', async () => {
    const command = await process();
    const serving = await process();
    const [a, b] = [await testTenant(db), await testTenant(db)];
    const before = await tenantKey(a, serving.keys);
    const platformKeys = new PlatformKeys(db.platform, serving.root);
    const { jwk } = await platformKeys.publicKey(a.id);
    const rotation = rotationOf(command);
    const first = command.root.keyId;

    const id = await rotation.stage();
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(2);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await serving.refresh.refresh();
    expect([serving.root.keyId, serving.root.holds(id)]).toEqual([first, true]);

    expect(await rotation.promote()).toBe(id);
    // What the old process still seals by the old key, each opens; then it hears of the new one.
    await tenantKey(b, serving.keys);
    expect((await tenantKey(b, new TenantKeys(command.root))).key).toBeDefined();
    await serving.refresh.refresh();
    expect(serving.root.keyId).toBe(id);

    expect((await rotation.status()).map(({ state, sealed }) => [state, sealed])).toEqual([
      ['retained', 3],
      ['promoted', 0],
    ]);
    expect(await rotation.rewrap()).toBe(3);
    expect(await rotation.rewrap()).toBe(0);
    const rows = await db.platform.transaction((em) => em.find(TenantKeyEntity, {}));
    expect(rows.map(({ rootKeyId }) => rootKeyId)).toEqual([id, id]);

    expect(await rotation.retire()).toEqual([first]);
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(1);
    // A process that never had the old key opens all there is.
    const late = await process();
    expect(late.root.holds(first)).toBe(false);
    expect((await tenantKey(a, late.keys)).key.equals(before.key)).toBe(true);
    expect((await new PlatformKeys(db.platform, late.root).publicKey(a.id)).jwk).toEqual(jwk);
  });

  it('refuses a start without the promoted key, or without a retained one still needed', async () => {
    const command = await process();
    const old = readFileSync(path, 'utf8').trim();
    const tenant = await testTenant(db);
    await tenantKey(tenant, command.keys);
    const rotation = rotationOf(command);
    await rotation.stage();
    await rotation.promote();
    const [, promoted = ''] = readFileSync(path, 'utf8').trim().split('\n');

    writeFileSync(path, old);
    await expect(process()).rejects.toThrow(/another root key/);
    writeFileSync(path, newKey());
    await expect(process()).rejects.toThrow(RootKeyError);
    writeFileSync(path, promoted);
    await expect(process()).rejects.toThrow(/retained root key .* is missing/);
    writeFileSync(path, `${old}\n${promoted}\n`);
    expect((await process()).root.keyId).toBe(command.root.keyId);
    await rotation.rewrap();
    writeFileSync(path, promoted);
    expect((await process()).root.keyId).toBe(command.root.keyId);
  });

  it('waits until every process can know, stages one at a time, promotes only what is staged', async () => {
    const command = await process();
    const patient = rotationOf(command, 60_000);
    await expect(patient.promote()).rejects.toThrow('No root key is staged');
    await patient.stage();
    await expect(patient.stage()).rejects.toThrow('staged already');
    await expect(patient.promote()).rejects.toThrow(/Repeat this in \d+ s/);
    await rotationOf(command).promote();
    await expect(patient.retire()).rejects.toThrow(/Repeat this in \d+ s/);
  });

  it('retires nothing that something is still sealed by', async () => {
    const command = await process();
    await tenantKey(await testTenant(db), command.keys);
    const rotation = rotationOf(command);
    await rotation.stage();
    await rotation.promote();
    // As if a process that has not heard yet had sealed by it once more.
    const idle = jest.spyOn(rotation, 'rewrap').mockResolvedValue(0);
    await expect(rotation.retire()).rejects.toThrow(/1 values are still sealed by/);
    idle.mockRestore();
    expect(await rotation.retire()).toHaveLength(1);
  });

  it('promotes nothing that a running process does not hold', async () => {
    const command = await process();
    const serving = await process();
    await serving.refresh.refresh();
    const rotation = rotationOf(command);
    await rotation.stage();
    await expect(rotation.promote()).rejects.toThrow('1 running processes do not hold');
    // One that ends is not waited for, nor one that has gone silent.
    await serving.refresh.onModuleDestroy();
    const silent = await process();
    const keep = silent.root.keyIds;
    await silent.refresh.refresh();
    expect(keep).toHaveLength(2);
    await db.platform.transaction((em) =>
      em.execute(
        `update root_key_holders set key_ids = '{}', seen_at = now() - interval '1 minute'`,
      ),
    );
    expect(await rotation.promote()).toBe(command.root.keyId);
    await silent.refresh.onModuleDestroy();
  });

  it('takes a key from the environment, and makes none there', async () => {
    const [one, two] = [newKey(), newKey()];
    const root = new RootKeyring(await new RootKeyVariable(one).keys());
    await checkRootKey(db.platform, root);
    const rotation = (variable: string) =>
      new RootKeyRotation(db.platform, root, new RootKeyVariable(variable), vaultSealedColumns, 0);
    await expect(rotation(one).stage()).rejects.toThrow('Add a new key to ROOT_KEYS');
    const staged = await rotation(`${one}, ${two}`).stage();
    expect(await rotation(`${one},${two}`).promote()).toBe(staged);
    expect(root.keyId).toBe(staged);
  });

  it('needs exactly one source of keys', () => {
    expect(() => rootKeySourceOf({})).toThrow(RootKeyError);
    expect(() => rootKeySourceOf({ ROOT_KEY_FILE: path, ROOT_KEYS: newKey() })).toThrow(
      RootKeyError,
    );
    expect(rootKeySourceOf({ ROOT_KEY_FILE: path })).toBeInstanceOf(RootKeyFile);
  });
});
