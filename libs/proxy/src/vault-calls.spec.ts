import { approvalsConfig } from '@renum/approvals';
import { auditEntities } from '@renum/audit';
import { billingConfig } from '@renum/billing';
import { agentConfig, type InstanceIdentity } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import { newId, signIdentity } from '@renum/platform';
import {
  AuthorizationServer,
  createTestServices,
  testTenant,
  type TestServices,
  type TestTenant,
} from '@renum/testing';
import {
  invalidationChannel,
  Oauth2Credentials,
  ROOT_KEY_SOURCE,
  RootKeyRefresh,
  RootKeyring,
  RootKeyRotation,
  TenantKeyRotation,
  vaultConfig,
  vaultEntities,
  VaultModule,
  vaultSealedColumns,
  VaultService,
  type RootKeySource,
} from '@renum/vault';
import type { TestingModule } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { register } from 'prom-client';
import { DataPlaneModule } from './data-plane.module';
import { Invalidations } from './flow/invalidations';
import { dataPlaneConfig, egressConfig } from './proxy.config';
import { freePort } from './spec/free-port';
import { FakeProvider, json } from './spec/provider';
import { until } from './spec/until';

const KEY = Buffer.alloc(32, 9);

/** Real: two data planes, the vault, PostgreSQL, Redis, sockets. Played: provider and token server. */
describe('calls with what the vault keeps', () => {
  let services: TestServices;
  let provider: FakeProvider;
  let server: AuthorizationServer;
  let redis: Redis;
  let planes: TestingModule[];
  /** News that each plane has heard. */
  const heard: number[] = [];
  let ports: number[];
  let tenant: TestTenant;
  let identity: InstanceIdentity;

  beforeAll(async () => {
    services = await createTestServices();
    provider = await new FakeProvider().start();
    server = await new AuthorizationServer().start();
    redis = new Redis(services.redis.url);
    ports = [await freePort(), await freePort()];
    planes = [];
    for (const port of ports) {
      // Two processes would have a registry each.
      register.clear();
      const plane = await services.process({
        imports: [VaultModule, DataPlaneModule],
        entities: [...vaultEntities, ...auditEntities],
        slices: [vaultConfig, billingConfig, egressConfig, dataPlaneConfig, approvalsConfig],
        environment: {
          DATA_PORT: String(port),
          DATA_PLANE_KEY: KEY.toString('base64'),
          EGRESS_PRIVATE_HOSTS: '127.0.0.1',
        },
      });
      planes.push(plane);
      // After the plane's own listeners: what they keep has been dropped by then.
      const index = heard.push(0) - 1;
      plane.get(Invalidations, { strict: false }).onChange(() => {
        heard[index] = (heard[index] ?? 0) + 1;
      });
    }
  });
  beforeEach(async () => {
    provider.seen.length = 0;
    provider.answer = (req, res) => {
      const token = req.headers.authorization?.replace('Bearer ', '') ?? '';
      if (server.accessTokens.has(token) || token.startsWith('sk-')) json(res, { ok: true });
      else json(res, { error: 'the token is not good' }, 401);
    };
    Object.assign(server.behaviour, { lifeSeconds: 3600, delayMs: 0, fails: undefined });
    server.renewals = 0;
    tenant = await testTenant(services.database);
    await tenant.insert('custom_providers', {
      provider: 'own-desk',
      source: 'form',
      manifest: manifestOf(provider.url, server.url),
    });
    identity = await runOf(tenant);
  });
  afterAll(async () => {
    redis.disconnect();
    await services.close();
    await provider[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const from = <T>(kind: new (...parameters: never[]) => T, plane = 0): T => {
    const found = planes[plane];
    if (!found) throw new Error('no such plane');
    return found.get<T>(kind, { strict: false });
  };
  const sql = <T>(text: string, values: unknown[] = []): Promise<T[]> =>
    services.database.platform.transaction((em) => em.execute(text, values));

  async function runOf(of: TestTenant): Promise<InstanceIdentity> {
    const config = agentConfig.parse({
      model: { provider: 'openai', name: 'gpt-4.1' },
      grants: [{ provider: 'own-desk', operations: 'all' }],
    });
    const agent = await of.agent({ config });
    const threadId = await of.thread(agent.id);
    const runId = await of.queuedRun(agent, threadId, { state: 'running' });
    return {
      tenantId: of.id,
      agentId: agent.id,
      agentVersionId: agent.versionId,
      threadId,
      runId,
      instanceId: newId(),
      exp: Math.floor(Date.now() / 1000) + 600,
    };
  }

  const call = (plane = 0, as = identity): Promise<Response> =>
    fetch(`http://127.0.0.1:${ports[plane]}/proxy/own-desk/me`, {
      headers: { 'x-renum-identity': signIdentity(as, KEY) },
    });
  const connect = async (): Promise<string> => {
    const request = {
      provider: 'own-desk',
      name: 'Desk',
      clientId: server.client.id,
      clientSecret: server.client.secret,
    };
    const accounts = from(Oauth2Credentials);
    const redirect = 'http://localhost:3000/v1/oauth2/callback';
    return tenant.run(async () => {
      const begun = await accounts.begin(request, redirect);
      const { searchParams } = server.agree(begun.authorizationUrl);
      return accounts.finish(searchParams, begun.browserToken, () => Promise.resolve(true));
    });
  };
  const forget = (credentialId: string, tenantId = tenant.id) =>
    redis.publish(
      invalidationChannel(services.redis.prefix),
      JSON.stringify({ type: 'credential', tenantId, credentialId }),
    );
  /** As if the token's time were over, in every process. */
  const age = async (id: string): Promise<void> => {
    const past = new Date(Date.now() - 1000).toISOString();
    await sql(
      `update credentials set oauth2 = oauth2 || jsonb_build_object('renewAt', ?::text,
        'accessTokenExpiresAt', ?::text) where id = ?`,
      [past, past, id],
    );
    const before = [...heard];
    await forget(id);
    await until(() => heard.every((news, plane) => news > (before[plane] ?? 0)));
  };
  const sent = () => new Set(provider.seen.map(({ headers }) => headers.authorization));

  it('carry the access token of an account, and renew it once for all planes', async () => {
    const id = await connect();
    expect((await call()).status).toBe(200);
    await age(id);
    server.behaviour.delayMs = 200;
    // As many at once as the provider's own bound lets in, in each plane.
    const calls = Array.from({ length: 50 }, (_, index) => call(index % 2));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(statuses).toEqual(Array(50).fill(200));
    expect(server.renewals).toBe(1);
    expect(sent().size).toBe(2);
  });

  it('let nothing of an account back in, whatever its provider says', async () => {
    const id = await connect();
    const { refresh, access } = server.newest();
    provider.answer = (_req, res) => json(res, { echo: [access, refresh, server.client.secret] });
    const text = await (await call()).text();
    expect(text).toContain('echo');
    for (const secret of [access, refresh, server.client.secret])
      expect(text).not.toContain(secret);
    expect(id).not.toBe('');
  });

  it('have another token after a 401, and ask for one a minute at most', async () => {
    await connect();
    expect((await call()).status).toBe(200);
    server.accessTokens.clear();
    expect((await call()).status).toBe(401);
    await until(async () => (await call()).status === 200);
    expect(server.renewals).toBe(1);
    provider.answer = (_req, res) => json(res, { error: 'never good' }, 401);
    for (let times = 0; times < 5; times += 1) await call();
    await new Promise((done) => setTimeout(done, 300));
    expect(server.renewals).toBe(1);
  });

  it('are refused in clear words when a person must come back, and within a second of a revocation', async () => {
    const lost = await connect();
    server.withdraw();
    await age(lost);
    const answer = await call();
    expect([answer.status, await answer.json()]).toMatchObject([
      424,
      { code: 'authorization_needed' },
    ]);
    const id = await connect();
    expect((await call(1)).status).toBe(200);
    await tenant.run(() => from(VaultService).revoke(id));
    await tenant.run(() => from(VaultService).revoke(lost));
    let status = 200;
    // By the news of it: without them it would go on for the minute that a key is kept.
    await until(async () => {
      ({ status } = await call(1));
      return status !== 200;
    });
    expect(status).toBe(424);
  });

  it('go on while root key and tenant keys are rotated: none fails, nothing is left behind', async () => {
    const ids = [await connect()];
    const [root, source] = [from(RootKeyring), planes[0]!.get<RootKeySource>(ROOT_KEY_SOURCE)];
    const before = root.keyId;
    const statuses: number[] = [];
    let over = false;
    const calling = async (plane: number) => {
      while (!over) statuses.push((await call(plane)).status);
    };
    // What is at hand is forgotten all the time, so that the vault is read all the time.
    const forgetting = async () => {
      while (!over) {
        await forget(ids[0] ?? '');
        await new Promise((done) => setTimeout(done, 10));
      }
    };
    const refreshing = async (plane: number) => {
      while (!over) {
        await from(RootKeyRefresh, plane).refresh();
        await new Promise((done) => setTimeout(done, 30));
      }
    };
    const load = Promise.all([
      ...[0, 0, 1, 1].map(calling),
      ...[0, 1].map(refreshing),
      forgetting(),
    ]);
    const settled = async (known: (ring: RootKeyring) => boolean) => {
      await new Promise((done) => setTimeout(done, 400));
      while (![0, 1].every((plane) => known(from(RootKeyring, plane))))
        await new Promise((done) => setTimeout(done, 20));
    };
    const database = from(PlatformDatabase);
    const rotation = new RootKeyRotation(database, root, source, vaultSealedColumns, 300);
    const rotateRoot = async () => {
      const id = await rotation.stage();
      await settled((ring) => ring.holds(id));
      for (const plane of [0, 1]) await from(RootKeyRefresh, plane).refresh();
      await rotation.promote();
      await settled((ring) => ring.keyId === id);
      return rotation.retire();
    };
    const rotateTenant = async () => {
      for (let round = 0; round < 3; round += 1) await from(TenantKeyRotation).rotate(tenant.id);
    };
    const rotated = Promise.all([rotateRoot(), rotateTenant()]);
    // A busy machine gets through fewer calls meanwhile: some more, on the new keys.
    const enough = async () => {
      while (statuses.length <= 60) await new Promise((done) => setTimeout(done, 20));
    };
    const [retired] = await rotated.finally(enough).finally(() => (over = true));
    await load;
    expect(retired).toEqual([before]);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    const opened = await sql<{ count: number }>(
      `select count(*)::int as count from audit_entries
        where target_id = ? and action = 'credential.opened'`,
      [ids[0]],
    );
    expect(opened[0]?.count).toBeGreaterThan(5);
    expect(await sql('select 1 from tenant_keys where root_key_id = ?', [before])).toEqual([]);
    const keys = await sql('select 1 from tenant_keys where tenant_id = ?', [tenant.id]);
    expect(keys).toHaveLength(1);
  });
});

const manifestOf = (baseUrl: string, url: string) => ({
  id: 'own-desk',
  title: 'Desk',
  kind: 'tool',
  category: 'own',
  docsUrl: 'https://desk.example.com',
  secretLabel: 'Key',
  baseUrl,
  hosts: ['127.0.0.1'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  oauth2: {
    authorizationUrl: `${url}/authorize`,
    tokenUrl: `${url}/token`,
    tokenHosts: ['127.0.0.1'],
    grants: ['authorization_code'],
  },
  operations: [
    { id: 'me', title: 'Me', method: 'GET', path: '/me', access: 'read', safeToRetry: true },
  ],
  test: { method: 'GET', path: '/me' },
  limits: {
    timeoutMs: 10_000,
    idleMs: 10_000,
    requestBytes: 10_000,
    responseBytes: 10_000,
    concurrency: 64,
  },
});
