import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { auditEntities } from '@renum/audit';
import { newId, secretScrubber } from '@renum/platform';
import { ProviderCatalogue, type ProviderManifest } from '@renum/providers';
import {
  AuthorizationServer,
  createTestDatabase,
  createTestRedis,
  testTenant,
} from '@renum/testing';
import type { TestDatabase, TestTenant } from '@renum/testing';
import { Redis } from 'ioredis';
import { RootKeyring } from '../root-keyring';
import { vaultProcess } from '../spec/vault-process';
import { vaultEntities } from '../vault.entities';

const REDIRECT = 'http://localhost:3000/v1/oauth2/callback';
const everybody = () => Promise.resolve(true);

/** Real: PostgreSQL, Redis, encryption, HTTP; the authorization server is ours, on loopback. */
describe('a connected account', () => {
  const { url, prefix } = createTestRedis();
  const root = RootKeyring.fromBase64(randomBytes(32).toString('base64'));
  let db: TestDatabase;
  let redis: Redis;
  let server: AuthorizationServer;
  let tenant: TestTenant;
  let one: ReturnType<typeof vaultProcess>;
  let other: ReturnType<typeof vaultProcess>;

  /** Two of the catalogue, with our server as the place that gives tokens. */
  const manifests = {
    find(id: string): ProviderManifest | undefined {
      const manifest = new ProviderCatalogue().find(id);
      if (!manifest?.oauth2) return manifest;
      const authorizationUrl = manifest.oauth2.authorizationUrl && `${server.url}/authorize`;
      const at = { tokenUrl: `${server.url}/token`, tokenHosts: ['127.0.0.1'], issuer: server.url };
      return { ...manifest, oauth2: { ...manifest.oauth2, ...at, authorizationUrl } };
    },
  };

  beforeAll(async () => {
    Logger.overrideLogger(false);
    db = await createTestDatabase({ entities: [...vaultEntities, ...auditEntities] });
    redis = new Redis(url);
  });
  beforeEach(async () => {
    server = await new AuthorizationServer().start();
    tenant = await testTenant(db);
    [one, other] = [process(), process()];
  });
  afterEach(async () => {
    await Promise.all([one.renewal.onModuleDestroy(), other.renewal.onModuleDestroy()]);
    await server[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    redis.disconnect();
    await db.drop();
  });

  const process = () => vaultProcess({ db, root, redis, prefix, manifests });
  const sql = <T>(text: string, values: unknown[] = []) =>
    db.platform.transaction((em) => em.execute<T[]>(text, values));
  const application = () => ({ clientId: server.client.id, clientSecret: server.client.secret });
  const begin = (more: object = {}) =>
    tenant.run(() =>
      one.accounts.begin(
        { provider: 'google-workspace', name: 'Calendar', ...application(), ...more },
        REDIRECT,
      ),
    );
  const open = (credentialId: string, at = one) =>
    at.reader.open({ tenantId: tenant.id, credentialId, purpose: 'spec' });
  const connect = async (more: object = {}): Promise<string> => {
    const { authorizationUrl, browserToken } = await begin(more);
    const back = server.agree(authorizationUrl);
    return other.accounts.finish(back.searchParams, browserToken, everybody);
  };
  /** The server answers nobody until the function is called. */
  const held = () => {
    let answer = (): void => undefined;
    server.behaviour.until = new Promise((done) => (answer = done));
    return () => answer();
  };
  const view = (id: string) => tenant.run(() => one.vault.get(id));
  /** As if time had passed: the token is due, or even over. */
  const age = (id: string, over: boolean) =>
    sql(
      `update credentials set oauth2 = oauth2 || jsonb_build_object('renewAt', ?::text,
        'accessTokenExpiresAt', ?::text) where id = ?`,
      [moment(-1), moment(over ? -1 : 60), id],
    );
  const moment = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const versionsOf = (id: string) =>
    sql<{ version: number }>(
      'select version from credential_versions where credential_id = ? order by version',
      [id],
    ).then((rows) => rows.map(({ version }) => version));

  it('is connected with PKCE by whoever began it, and opens as its access token', async () => {
    const begun = await begin();
    const { searchParams } = new URL(begun.authorizationUrl);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: server.client.id,
      redirect_uri: REDIRECT,
      code_challenge_method: 'S256',
      access_type: 'offline',
    });
    expect(begun.authorizationUrl).not.toContain(server.client.secret);
    const back = server.agree(begun.authorizationUrl);
    const id = await other.accounts.finish(back.searchParams, begun.browserToken, everybody);
    const opened = await open(id);
    expect(server.accessTokens).toContain(opened.value);
    expect(opened.hidden).toEqual(
      expect.arrayContaining([
        opened.value,
        server.client.secret,
        expect.stringMatching(/^refresh-/),
      ]),
    );
    expect(opened.expiresAt?.getTime()).toBeLessThanOrEqual(Date.now() + 3_480_000);
    expect(await view(id)).toMatchObject({
      kind: 'oauth2',
      name: 'Calendar',
      hint: server.client.id,
      oauth2: { grant: 'authorization_code', needsAuthorization: false },
    });
    expect(JSON.stringify(await view(id))).not.toMatch(/access-|refresh-|secret-/);
    for (const hidden of opened.hidden)
      expect(secretScrubber.scrub(`x ${hidden}`)).not.toContain(hidden);
  });

  it.each<[string, (flow: { back: URL; browserToken: string }) => Promise<unknown>, string]>([
    [
      'a state that was used',
      async ({ back, browserToken }) => {
        await one.accounts.finish(back.searchParams, browserToken, everybody);
        return one.accounts.finish(back.searchParams, browserToken, everybody);
      },
      'expired',
    ],
    [
      'a state that was never given',
      ({ back, browserToken }) => {
        back.searchParams.set('state', 'x'.repeat(43));
        return one.accounts.finish(back.searchParams, browserToken, everybody);
      },
      'expired',
    ],
    [
      'another browser, which has no token',
      ({ back }) => one.accounts.finish(back.searchParams, undefined, everybody),
      'other_browser',
    ],
    [
      'a browser with the token of another flow',
      async ({ back }) =>
        one.accounts.finish(back.searchParams, (await begin()).browserToken, everybody),
      'other_browser',
    ],
    [
      'a person who may not connect accounts any more',
      ({ back, browserToken }) =>
        one.accounts.finish(back.searchParams, browserToken, () => Promise.resolve(false)),
      'not_allowed',
    ],
    [
      'the answer of another server',
      ({ back, browserToken }) => {
        back.searchParams.set('iss', 'https://evil.example');
        return one.accounts.finish(back.searchParams, browserToken, everybody);
      },
      'invalid_answer',
    ],
    [
      'a person who said no',
      ({ back, browserToken }) => {
        back.searchParams.delete('code');
        back.searchParams.set('error', 'access_denied');
        return one.accounts.finish(back.searchParams, browserToken, everybody);
      },
      'denied',
    ],
    [
      'a code of somebody else’s flow',
      async ({ back, browserToken }) => {
        const theirs = server.agree((await begin()).authorizationUrl);
        back.searchParams.set('code', theirs.searchParams.get('code') ?? '');
        return one.accounts.finish(back.searchParams, browserToken, everybody);
      },
      'refused',
    ],
  ])('refuses %s', async (_, finish, reason) => {
    const { authorizationUrl, browserToken } = await begin();
    const back = server.agree(authorizationUrl);
    await expect(finish({ back, browserToken })).rejects.toMatchObject({ reason });
  });

  it('refuses a state after ten minutes, and keeps no flow that is over', async () => {
    const { authorizationUrl, browserToken } = await begin();
    await sql(`update oauth_flows set expires_at = now() - interval '1 second'`);
    const { searchParams } = server.agree(authorizationUrl);
    await expect(one.accounts.finish(searchParams, browserToken, everybody)).rejects.toMatchObject({
      reason: 'expired',
    });
    await begin();
    const rows = await sql('select 1 from oauth_flows where tenant_id = ?', [tenant.id]);
    expect(rows).toHaveLength(1);
  });

  it('belongs to the tenant of the flow, whoever’s context the answer comes in', async () => {
    const { authorizationUrl, browserToken } = await begin();
    const stranger = await testTenant(db);
    const { searchParams } = server.agree(authorizationUrl);
    const id = await stranger.run(() => one.accounts.finish(searchParams, browserToken, everybody));
    expect((await view(id)).id).toBe(id);
    await expect(stranger.run(() => one.vault.get(id))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('is renewed once, by 50 calls at once in two processes', async () => {
    const id = await connect();
    const before = await open(id);
    await age(id, true);
    server.behaviour.delayMs = 300;
    const calls = Array.from({ length: 50 }, (_, index) => open(id, index % 2 ? one : other));
    const opened = await Promise.all(calls);
    expect(server.renewals).toBe(1);
    expect(new Set(opened.map(({ value }) => value)).size).toBe(1);
    expect(opened[0]?.value).not.toBe(before.value);
    expect(server.accessTokens).toContain(opened[0]?.value);
    expect(await versionsOf(id)).toEqual([1, 2]);
    // The next one uses the refresh token that came with it.
    await age(id, true);
    await open(id);
    expect(server.renewals).toBe(2);
  });

  it('keeps a refresh token that is not replaced', async () => {
    server.behaviour.rotates = false;
    const id = await connect();
    for (let round = 1; round <= 3; round += 1) {
      await age(id, true);
      await open(id);
      expect(server.renewals).toBe(round);
    }
  });

  it('makes nobody wait while the token is still good', async () => {
    const id = await connect();
    const before = await open(id);
    await age(id, false);
    const answer = held();
    // The server has given nothing yet.
    const meanwhile = await open(id);
    expect(meanwhile.value).toBe(before.value);
    // Asked again soon, and never after its end.
    expect(meanwhile.expiresAt?.getTime()).toBeLessThanOrEqual(Date.now() + 5_000);
    answer();
    await one.renewal.onModuleDestroy();
    expect((await open(id)).value).not.toBe(before.value);
    expect(server.renewals).toBe(1);
  });

  it('uses a good token on while the provider is away, and says so when it is over', async () => {
    const id = await connect();
    const before = await open(id);
    await age(id, false);
    server.behaviour.fails = { status: 503, body: 'busy' };
    expect((await open(id)).value).toBe(before.value);
    await one.renewal.onModuleDestroy();
    expect((await open(id)).value).toBe(before.value);
    await age(id, true);
    // At the same moment it is not even asked; then it is, and nothing was lost.
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    await expect(open(id, other)).rejects.toMatchObject({ code: 'upstream_unreachable' });
    const asked = server.renewals;
    await expect(open(id, other)).rejects.toMatchObject({ code: 'upstream_unreachable' });
    expect(server.renewals).toBe(asked);
    clock.mockRestore();
    server.behaviour.fails = undefined;
    const later = process();
    expect(server.accessTokens).toContain((await open(id, later)).value);
  });

  it('asks for a person when the provider will not renew any more', async () => {
    const id = await connect();
    server.withdraw();
    await age(id, true);
    await expect(open(id)).rejects.toMatchObject({
      code: 'authorization_needed',
      message: expect.stringContaining('Connect the account again') as string,
    });
    expect((await view(id)).oauth2).toMatchObject({ needsAuthorization: true });
    const asked = server.renewals;
    await expect(open(id, other)).rejects.toMatchObject({ code: 'authorization_needed' });
    expect(server.renewals).toBe(asked);
    // Again, under the same id and with the application at hand.
    const begun = await tenant.run(() => one.accounts.begin({ credentialId: id }, REDIRECT));
    const back = server.agree(begun.authorizationUrl);
    expect(await one.accounts.finish(back.searchParams, begun.browserToken, everybody)).toBe(id);
    expect(server.accessTokens).toContain((await open(id)).value);
    expect((await view(id)).oauth2).toMatchObject({ needsAuthorization: false });
  });

  it('can be revoked while the provider keeps a renewal waiting, at once', async () => {
    const id = await connect();
    await age(id, true);
    const answer = held();
    let over = false;
    const waiting = open(id)
      .catch((error: unknown) => error)
      .finally(() => (over = true));
    while (server.renewals === 0) await new Promise((done) => setTimeout(done, 5));
    await tenant.run(() => other.vault.revoke(id));
    expect(over).toBe(false);
    answer();
    expect(await waiting).toMatchObject({ code: 'credential_revoked' });
    expect(await versionsOf(id)).toEqual([1]);
  });

  it('is renewed by another process when the one that began it is gone', async () => {
    const id = await connect();
    await age(id, true);
    const [lease] = await sql<{ until: string }>(
      `update credentials set renewal_lease = ?, renewal_lease_until = now() + interval '1 second'
        where id = ? returning renewal_lease_until::text as until`,
      [newId(), id],
    );
    expect(server.accessTokens).toContain((await open(id)).value);
    expect(await sql('select now() > ?::timestamptz as over', [lease?.until])).toEqual([
      { over: true },
    ]);
  });

  it('gets another token when the provider refuses one early, and not all the time', async () => {
    const id = await connect();
    const { version, value } = await open(id);
    const refused = { tenantId: tenant.id, credentialId: id };
    await one.reader.refused({ ...refused, version });
    await one.renewal.onModuleDestroy();
    const next = await open(id);
    expect(next.value).not.toBe(value);
    for (let times = 0; times < 5; times += 1)
      await one.reader.refused({ ...refused, version: next.version });
    // Of an older version nobody says anything new.
    await other.reader.refused({ ...refused, version });
    await Promise.all([one.renewal.onModuleDestroy(), other.renewal.onModuleDestroy()]);
    expect(server.renewals).toBe(1);
  });

  it('keeps a few versions of tokens, and all that people made', async () => {
    const id = await connect();
    for (let round = 0; round < 7; round += 1) {
      await age(id, true);
      await open(id);
    }
    expect(await versionsOf(id)).toEqual([1, 5, 6, 7, 8]);
    await expect(
      sql('delete from credential_versions where credential_id = ?', [id]),
    ).rejects.toThrow('only replaced tokens');
  });

  it('is an application’s own where the provider has that, with its other parts', async () => {
    const request = {
      provider: 'pipedream',
      name: 'Connect',
      ...application(),
      fields: { projectId: 'proj_1', environment: 'development' },
    };
    const { id } = await tenant.run(() => one.accounts.createForApplication(request));
    const opened = await open(id);
    const { accessToken, ...fields } = JSON.parse(opened.value) as Record<string, string>;
    expect(server.accessTokens).toContain(accessToken);
    expect(fields).toEqual(request.fields);
    expect(opened.hidden).not.toContain('development');
    await age(id, true);
    await Promise.all([open(id), open(id, other)]);
    expect(server.renewals).toBe(2);
    await expect(
      tenant.run(() => one.accounts.createForApplication({ ...request, clientSecret: 'wrong' })),
    ).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(
      tenant.run(() => one.accounts.createForApplication({ ...request, fields: {} })),
    ).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('has an entry of each use of what is sealed, before it is used', async () => {
    const id = await connect();
    await age(id, true);
    await open(id);
    const entries = await sql<{ action: string; purpose?: string }>(
      `select action, detail->>'purpose' as purpose from audit_entries where target_id = ? order by id`,
      [id],
    );
    expect(entries.map(({ action, purpose }) => [action, purpose ?? ''])).toEqual([
      ['credential.created', ''],
      ['credential.opened', 'renewal'],
      ['credential.renewed', ''],
      ['credential.opened', 'spec'],
    ]);
  });

  it('sends secrets to the token endpoint’s own hosts, and nowhere else', async () => {
    const moved = {
      find: (id: string) => {
        const manifest = manifests.find(id);
        if (!manifest?.oauth2) return manifest;
        return { ...manifest, oauth2: { ...manifest.oauth2, tokenHosts: ['accounts.example'] } };
      },
    };
    const id = await connect();
    await age(id, true);
    const misled = vaultProcess({ db, root, redis, prefix, manifests: moved });
    const asked = server.asked.length;
    await expect(open(id, misled)).rejects.toMatchObject({ code: 'destination_refused' });
    expect(server.asked).toHaveLength(asked);
  });
});
