import { randomBytes } from 'node:crypto';
import { auditEntities } from '@renum/audit';
import { secretScrubber } from '@renum/platform';
import { ProviderCatalogue, type ProviderManifest } from '@renum/providers';
import { createTestDatabase, createTestRedis, listenTo, testTenant } from '@renum/testing';
import type { TestDatabase, TestTenant } from '@renum/testing';
import { Redis } from 'ioredis';
import { CredentialResolver } from './credential-resolver';
import { invalidationChannel } from './invalidations';
import { RootKeyring } from './root-keyring';
import type { SecretReader } from './secret-reader';
import { vaultProcess } from './spec/vault-process';
import { vaultEntities } from './vault.entities';
import type { VaultService } from './vault.service';

/** Providers whose secrets have parts, beside the real ones. */
class WithParts extends ProviderCatalogue {
  override find(id: string): ProviderManifest | undefined {
    const openai = super.find('openai');
    if (!openai || !['pair', 'parts'].includes(id)) return super.find(id);
    const field = (name: string, secret: boolean) => ({ name, label: name, secret });
    const credential =
      id === 'pair'
        ? { kind: 'basic' as const, fields: [field('username', false), field('password', true)] }
        : { kind: 'custom' as const, fields: [field('appKey', true), field('appSecret', true)] };
    return { ...openai, id, credential };
  }
}

/** Kinds, expiry, last use and revocation. Real: PostgreSQL, Redis, encryption. */
describe('the life of a credential', () => {
  const { url, prefix } = createTestRedis();
  const root = RootKeyring.fromBase64(randomBytes(32).toString('base64'));
  let db: TestDatabase;
  let redis: Redis;
  let tenant: TestTenant;
  let vault: VaultService;
  let reader: SecretReader;
  let resolver: CredentialResolver;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: [...vaultEntities, ...auditEntities] });
    redis = new Redis(url);
    ({ vault, reader } = vaultProcess({
      db,
      root,
      redis,
      prefix,
      manifests: new WithParts(),
    }));
    resolver = new CredentialResolver(db.tenants);
  });
  beforeEach(async () => (tenant = await testTenant(db)));
  afterAll(async () => {
    redis.disconnect();
    await db.drop();
  });

  const create = (input: Partial<Parameters<VaultService['create']>[0]>) =>
    tenant.run(() => vault.create({ provider: 'openai', name: 'Key', ...input }));
  const open = (credentialId: string) =>
    reader.open({ tenantId: tenant.id, credentialId, purpose: 'spec' });
  const resolve = (wanted: { credentialId?: string } = {}) =>
    resolver.resolve({ tenantId: tenant.id, provider: 'openai', ...wanted });
  const sql = <T>(text: string, values: unknown[] = []) =>
    db.platform.transaction((em) => em.execute<T[]>(text, values));
  const later = () => new Date(Date.now() + 3_600_000);
  const expire = (id: string) =>
    sql(`update credentials set expires_at = now() - interval '1 second' where id = ?`, [id]);

  it.each<[string, string, Record<string, string>, string]>([
    ['basic', 'pair', { username: 'ann', password: 'a canary password' }, 'ann:a canary password'],
    [
      'custom',
      'parts',
      { appKey: 'canary-key-1', appSecret: 'canary-secret-1' },
      '{"appKey":"canary-key-1","appSecret":"canary-secret-1"}',
    ],
  ])(
    'keeps a %s one sealed in its place, and its parts out of logs',
    async (kind, provider, fields, text) => {
      const view = await create({ provider, fields });
      expect(view).toMatchObject({ kind, version: 1, expired: false });
      expect(JSON.stringify(view)).not.toContain('canary');
      expect((await open(view.id)).value).toBe(text);
      const secrets = Object.values(fields).filter((part) => part.includes('canary'));
      for (const part of secrets)
        expect(secretScrubber.scrub(`x ${part} y`)).not.toContain('canary');

      const [row] = await sql<{ ciphertext: Buffer }>(
        'select ciphertext from credential_versions where credential_id = ?',
        [view.id],
      );
      const sealed = row?.ciphertext ?? Buffer.alloc(0);
      for (const part of secrets) expect(sealed.includes(part)).toBe(false);
      // As one who can write rows would: another version of the same credential, each byte flipped.
      for (const [at, version] of [sealed.length - 1, 30, 18, 2].map(
        (n, i) => [n, i + 2] as const,
      )) {
        const changed = Buffer.from(sealed);
        changed[at] = (changed[at] ?? 0) ^ 1;
        const [key] = await sql<{ id: string }>('select id from tenant_keys where tenant_id = ?', [
          tenant.id,
        ]);
        await tenant.insert('credential_versions', {
          credentialId: view.id,
          version,
          tenantKeyId: key?.id,
          ciphertext: changed,
        });
        await sql('update credentials set version = ? where id = ?', [version, view.id]);
        await expect(open(view.id)).rejects.toMatchObject({ code: 'secret_unreadable' });
      }
    },
  );

  it('refuses an expired one, and says so; a new value begins anew', async () => {
    const { id, ...view } = await create({ secret: 'sk-expiring-012345', expiresAt: later() });
    expect(view).toMatchObject({ expired: false, expiresAt: expect.any(String) as string });
    expect((await open(id)).expiresAt).toBeInstanceOf(Date);
    await expire(id);
    expect(await tenant.run(() => vault.get(id))).toMatchObject({ state: 'active', expired: true });
    const expired = { code: 'credential_expired', message: expect.stringContaining('expired on') };
    await expect(open(id)).rejects.toMatchObject(expired);
    await expect(resolve({ credentialId: id })).rejects.toMatchObject(expired);
    await expect(resolve()).rejects.toMatchObject(expired);

    const other = await create({ secret: 'sk-other-0123456' });
    const { id: newest } = await create({ secret: 'sk-newest-012345', expiresAt: later() });
    expect((await resolve()).credentialId).toBe(newest);
    await expire(newest);
    expect((await resolve()).credentialId).toBe(other.id);

    const replaced = await tenant.run(() => vault.replace(id, { secret: 'sk-replaced-0123' }));
    expect(replaced.expired).toBe(false);
    expect(replaced).not.toHaveProperty('expiresAt');
    expect((await open(id)).value).toBe('sk-replaced-0123');
    await expect(
      create({ secret: 'sk-x', expiresAt: new Date(Date.now() - 1) }),
    ).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('says when it was last used, to the minute', async () => {
    const { id } = await create({ secret: 'sk-used-0123456789' });
    const lastUsed = async () => (await tenant.run(() => vault.get(id))).lastUsedAt;
    expect(await lastUsed()).toBeUndefined();
    await open(id);
    const first = await lastUsed();
    await open(id);
    expect(await lastUsed()).toBe(first);
    await sql(`update credentials set last_used_at = now() - interval '2 minutes' where id = ?`, [
      id,
    ]);
    await open(id);
    expect(Date.parse((await lastUsed()) ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''));
  });

  it('is gone from two processes’ memories with the news of its revocation (V6)', async () => {
    const { id } = await create({ secret: 'sk-revoked-0123456789' });
    const processes = await Promise.all([memoryOf(id), memoryOf(id)]);
    for (const each of processes) expect(await each.use()).toBe('sk-revoked-0123456789');
    await tenant.run(() => vault.revoke(id));
    for (const each of processes) {
      // What Redis was told until now has come: the news is sent before the revocation is answered.
      await each.news.all();
      await expect(each.use()).rejects.toMatchObject({ code: 'credential_revoked' });
      each.news.close();
    }
  });

  /** As a data plane does: the value is kept until the news of a change. */
  async function memoryOf(credentialId: string) {
    let kept: string | undefined;
    const news = await listenTo(redis, invalidationChannel(prefix), () => (kept = undefined));
    return { use: async () => (kept ??= (await open(credentialId)).value), news };
  }
});
