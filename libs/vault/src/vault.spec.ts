import { randomBytes } from 'node:crypto';
import { AuditService, auditEntities } from '@renum/audit';
import { PLATFORM_TABLES, TENANT_TABLES, type EntityManager } from '@renum/database';
import { newId, secretScrubber } from '@renum/platform';
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

/** Real: PostgreSQL under row level security, Redis, encryption. */
describe('vault', () => {
  const { url, prefix } = createTestRedis();
  const root = RootKeyring.fromBase64(randomBytes(32).toString('base64'));
  let db: TestDatabase;
  let redis: Redis;
  let a: TestTenant;
  let b: TestTenant;
  let vault: VaultService;
  let reader: SecretReader;
  let resolver: CredentialResolver;

  beforeAll(async () => {
    db = await createTestDatabase({ entities: [...vaultEntities, ...auditEntities] });
    redis = new Redis(url);
    a = await testTenant(db);
    b = await testTenant(db);
    ({ vault, reader } = assemble(new AuditService()));
    resolver = new CredentialResolver(db.tenants);
  });
  afterAll(async () => {
    redis.disconnect();
    await db.drop();
  });

  function assemble(audit: AuditService) {
    return vaultProcess({ db, root, redis, prefix, audit });
  }
  const create = (tenant: TestTenant, secret: string, more: object = {}) =>
    tenant.run(() => vault.create({ provider: 'openai', name: 'Key', secret, ...more }));
  const open = (tenant: TestTenant, credentialId: string) =>
    reader.open({ tenantId: tenant.id, credentialId, purpose: 'spec' });
  const sql = <T>(text: string, values: unknown[] = []) =>
    db.platform.transaction((em) => em.execute<T[]>(text, values));

  it('stores a secret and opens it for its tenant only', async () => {
    const view = await create(a, '  sk-alpha-0123456789abcdef\n', {
      provider: 'openai-compatible',
      baseUrl: 'https://x.example/v1/',
    });
    expect(view).toMatchObject({ state: 'active', version: 1, hint: 'cdef', standIn: false });
    expect(JSON.stringify(view)).not.toContain('alpha');
    expect(await open(a, view.id)).toEqual({
      credentialId: view.id,
      provider: 'openai-compatible',
      kind: 'apiKey',
      version: 1,
      baseUrl: 'https://x.example/v1',
      standIn: false,
      value: 'sk-alpha-0123456789abcdef',
      hidden: [],
    });
    await expect(open(b, view.id)).rejects.toMatchObject({ code: 'credential_missing' });
    expect(
      (await b.run(() => vault.list({ limit: 50 }))).items.map((each) => each.id),
    ).not.toContain(view.id);
    await expect(b.run(() => vault.revoke(view.id))).rejects.toMatchObject({ code: 'not_found' });
    await expect(b.run(() => vault.replace(view.id, { secret: 'sk-mine' }))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it.each([
    ['no base URL where one is needed', { provider: 'openai-compatible' }, 'validation_failed'],
    ['a base URL where none is wanted', { baseUrl: 'https://evil.example' }, 'validation_failed'],
    ['an unknown provider', { provider: 'nope' }, 'validation_failed'],
    [
      'a base URL that is none',
      { provider: 'openai-compatible', baseUrl: 'https://u:p@x.example' },
      'base_url_refused',
    ],
  ])('refuses %s', async (_, more, code) => {
    await expect(create(a, 'sk-x', more)).rejects.toMatchObject({ code });
    const { id } = await create(a, 'sk-x');
    await expect(
      a.run(() => vault.replace(id, { secret: 'sk-y', baseUrl: 'https://evil.example' })),
    ).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('lists in pages, newest first', async () => {
    const c = await testTenant(db);
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await create(c, 'sk-x')).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await c.run(() => vault.list({ limit: 2, ...(cursor && { cursor }) }));
      seen.push(...page.items.map((each) => each.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(ids);
  });

  it('replaces a value by a new version; the old ones stay sealed in their place', async () => {
    const { id } = await create(a, 'sk-first');
    await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        a.run(() => vault.replace(id, { secret: `sk-next-${index}` })),
      ),
    );
    const opened = await open(a, id);
    expect(opened.version).toBe(6);
    expect(opened.value).toMatch(/^sk-next-\d$/);
    const versions = await sql<{ version: number }>(
      'select version from credential_versions where credential_id = ? order by version',
      [id],
    );
    expect(versions.map((row) => row.version)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('does not open a ciphertext that was moved to another credential, version or tenant', async () => {
    const mine = await create(a, 'sk-mine-0123456789');
    const victim = await create(a, 'sk-victim-0123456789');
    const foreign = await create(b, 'sk-foreign-0123456789');
    const row = async (id: string) =>
      (await sql<Stored>('select * from credential_versions where credential_id = ?', [id]))[0];
    const [stored, ofB] = [await row(victim.id), await row(foreign.id)];
    const { tenant_key_id: tenantKeyId, ciphertext } = stored ?? {};
    // As an attacker who can write rows would: the victim's ciphertext as a version of mine.
    await a.insert('credential_versions', {
      credentialId: mine.id,
      version: 2,
      tenantKeyId,
      ciphertext,
    });
    await sql('update credentials set version = 2 where id = ?', [mine.id]);
    await expect(open(a, mine.id)).rejects.toMatchObject({ reason: 'not_authentic' });
    await a.insert('credential_versions', {
      credentialId: mine.id,
      version: 3,
      tenantKeyId,
      ciphertext: ofB?.ciphertext,
    });
    await sql('update credentials set version = 3 where id = ?', [mine.id]);
    await expect(open(a, mine.id)).rejects.toMatchObject({ reason: 'other_key' });
  });

  it('has an audit entry of a use before the value exists, and none without it', async () => {
    const { id } = await create(a, 'sk-audited-0123456789');
    const opened = 'select * from audit_entries where action = ? and target_id = ?';
    const entries = () => sql<{ actor_type: string }>(opened, ['credential.opened', id]);
    await open(a, id);
    expect(await entries()).toEqual([expect.objectContaining({ actor_type: 'system' })]);
    await a.run(() => open(a, id));
    expect((await entries()).map((entry) => entry.actor_type)).toEqual(['system', 'user']);

    const broken = assemble(new BrokenAudit()).reader;
    const wanted = { tenantId: a.id, credentialId: id, purpose: 'spec' };
    await expect(broken.open(wanted)).rejects.toMatchObject({ code: 'audit_unavailable' });
    expect(await entries()).toHaveLength(2);
  });

  it('does not open when the entry is taken and then lost with the commit', async () => {
    const { id } = await create(a, 'sk-audited-0123456789');
    const real = new AuditService();
    const doomed = {
      record: async (em: EntityManager, record: Parameters<AuditService['record']>[1]) => {
        await real.record(em, record);
        // Its version does not exist, which PostgreSQL checks at the commit only.
        await em.execute(
          'insert into agents (id, tenant_id, name, current_version_id) values (?, ?, ?, ?)',
          [newId(), a.id, 'Doomed', newId()],
        );
      },
    };
    const failing = assemble(doomed).reader;
    await expect(
      failing.open({ tenantId: a.id, credentialId: id, purpose: 'spec' }),
    ).rejects.toMatchObject({ code: 'audit_unavailable' });
  });

  it('ends a revoked credential, tells every process, and tells again when asked again', async () => {
    const { id } = await create(a, 'sk-revoked-0123456789');
    const channel = await listenTo(redis, invalidationChannel(prefix));
    const revoked = await a.run(() => vault.revoke(id));
    expect(revoked.state).toBe('revoked');
    await a.run(() => vault.revoke(id));
    await expect(open(a, id)).rejects.toMatchObject({ code: 'credential_revoked' });
    await expect(a.run(() => vault.replace(id, { secret: 'sk-again' }))).rejects.toMatchObject({
      code: 'conflict',
    });
    const heard = (await channel.all()).map((text) => JSON.parse(text) as unknown);
    const news = { type: 'credential', tenantId: a.id, credentialId: id, provider: 'openai' };
    expect(heard).toEqual([news, news]);
    channel.close();
  });

  it('resolves the newest active credential, real before stand-in, never of another provider', async () => {
    const c = await testTenant(db);
    const resolve = (wanted: object) =>
      resolver.resolve({ tenantId: c.id, provider: 'openai', ...wanted });
    await expect(resolve({})).rejects.toMatchObject({ code: 'credential_missing' });
    const real = await create(c, 'sk-real-1');
    const standIn = await create(c, 'sk-stand-in', { standIn: true });
    expect((await resolve({})).credentialId).toBe(real.id);
    const newer = await create(c, 'sk-real-2');
    expect((await resolve({})).credentialId).toBe(newer.id);
    expect((await resolve({ credentialId: standIn.id })).standIn).toBe(true);
    const tavily = await create(c, 'tvly-1', { provider: 'tavily' });
    await expect(resolve({ credentialId: tavily.id })).rejects.toMatchObject({
      code: 'credential_missing',
    });
    await c.run(() => vault.revoke(newer.id));
    await expect(resolve({ credentialId: newer.id })).rejects.toMatchObject({
      code: 'credential_revoked',
    });
    expect((await resolve({})).credentialId).toBe(real.id);
    await expect(
      resolver.resolve({ tenantId: a.id, provider: 'openai', credentialId: real.id }),
    ).rejects.toMatchObject({ code: 'credential_missing' });
  });

  it('takes the value that a person puts in for a stand-in as a real one', async () => {
    const c = await testTenant(db);
    const { id } = await create(c, 'sk-stand-in', { standIn: true });
    const replaced = await c.run(() => vault.replace(id, { secret: 'sk-real' }));
    expect(replaced.standIn).toBe(false);
    expect(await open(c, id)).toMatchObject({ value: 'sk-real', standIn: false });
  });

  it('gives a tenant one data key, also when its first secrets come at once', async () => {
    const c = await testTenant(db);
    await Promise.all(Array.from({ length: 8 }, (_, index) => create(c, `sk-parallel-${index}`)));
    const [row] = await sql<{ keys: number }>(
      'select count(*)::int as keys from tenant_keys where tenant_id = ?',
      [c.id],
    );
    expect(row?.keys).toBe(1);
  });

  it('leaves no trace of a value in the database, in any common encoding, nor in logs', async () => {
    const canary = `canary-${newId()}`;
    const { id } = await create(a, canary);
    await a.run(() => vault.replace(id, { secret: `${canary}-2` }));
    await open(a, id);
    const dump = await everything(db);
    expect(dump.length).toBeGreaterThan(1000);
    expect(dump).toContain(id);
    for (const trace of tracesOf(canary)) expect(dump).not.toContain(trace);
    expect(secretScrubber.scrub(`oops ${canary}-2`)).not.toContain(canary);
  });
});

interface Stored {
  tenant_key_id: string;
  ciphertext: Buffer;
}

class BrokenAudit extends AuditService {
  override record(): Promise<void> {
    return Promise.reject(new Error('the audit log is full'));
  }
}

/** Every row of every table as text; bytea is hex there, so hex of it is searched twice over. */
async function everything(db: TestDatabase): Promise<string> {
  return db.platform.transaction(async (em) => {
    const texts: string[] = [];
    for (const name of ['tenants', ...PLATFORM_TABLES, ...TENANT_TABLES]) {
      const rows = await em.execute<{ text: string }[]>(`select t::text as text from ${name} t`);
      texts.push(...rows.map((row) => row.text));
    }
    return texts.join('\n');
  });
}

function tracesOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  const hex = bytes.toString('hex');
  return [value, hex, Buffer.from(hex).toString('hex'), [...value].reverse().join(''), ...base64];
}
