import {
  LIVE_NAMESPACE,
  type AgentView,
  type ApiKeyView,
  type AuditEntryView,
  type NewApiKeyView,
  type Page,
  type Role,
} from '@renum/contracts';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { io } from 'socket.io-client';
import { TestControlPlane, type Call } from '../testing/control-plane';

/** Keys of a tenant's programs, on the whole control plane with real PostgreSQL and Redis. */
describe('API keys', () => {
  let db: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let owner: Call;

  beforeAll(async () => {
    db = await createTestDatabase();
    api = await TestControlPlane.start({ database: db, redis: createTestRedis() });
    tenant = await testTenant(db);
    owner = await as('owner');
  });
  afterAll(async () => {
    await api.stop();
    await db.drop();
  });

  const as = async (role: Role) => {
    const { userId } = role === 'owner' ? tenant.owner : await tenant.member(role);
    return api.as({ userId, tenantId: tenant.id, role });
  };
  const make = async (body: object = {}): Promise<NewApiKeyView> => {
    const made = await owner('POST', '/v1/api-keys', { name: 'Shop', ...body });
    expect(made.status).toBe(201);
    return (await made.json()) as NewApiKeyView;
  };
  const by = (key: string, method: string, path: string, body?: object) =>
    fetch(api.origin + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  const agent = { name: 'By key', config: { model: { provider: 'openai', name: 'm' } } };

  it('lets a program in as its role, and the audit log says that it was the key', async () => {
    const { key, id } = await make();
    const created = await by(key, 'POST', '/v1/agents', agent);
    expect(created.status).toBe(201);
    const { id: agentId } = (await created.json()) as AgentView;
    const log = await owner('GET', `/v1/audit?targetType=agent&targetId=${agentId}`);
    const { items } = (await log.json()) as Page<AuditEntryView>;
    expect(items[0]).toMatchObject({ action: 'agent.created', actor: { type: 'apiKey', id } });
  });

  it('says the key once, and stores it nowhere', async () => {
    const { key, hint } = await make();
    expect(key).toMatch(/^rnm_[\w-]{43}$/);
    expect(key.endsWith(hint)).toBe(true);
    const list = await owner('GET', '/v1/api-keys');
    expect(await list.text()).not.toContain(key.slice(4, -4));
    const stored = await db.platform.transaction((em) =>
      em.execute<{ row: string }[]>('select row_to_json(k)::text as row from api_keys k'),
    );
    expect(JSON.stringify(stored)).not.toContain(key.slice(4));
  });

  it.each([
    ['viewer', 'POST', '/v1/agents'],
    ['builder', 'GET', '/v1/api-keys'],
    ['builder', 'GET', '/v1/auth/me'],
    ['builder', 'GET', '/v1/operator/tenants'],
  ])('does not let a %s’s key %s %s', async (role, method, path) => {
    const { key } = await make({ role });
    expect((await by(key, method, path, method === 'GET' ? undefined : agent)).status).toBe(403);
  });

  it.each(['owner', 'admin'])('cannot be made with the role %s', async (role) => {
    expect((await owner('POST', '/v1/api-keys', { name: 'x', role })).status).toBe(422);
  });

  it('says what a key is for, and keeps one for models out of the API', async () => {
    expect((await make()).scopes).toEqual(['api']);
    const models = ['openai/gpt-5*', 'anthropic/*'];
    const made = await make({ scopes: ['llm'], models });
    expect(made).toMatchObject({ scopes: ['llm'], models });
    const list = (await (await owner('GET', '/v1/api-keys')).json()) as { items: ApiKeyView[] };
    expect(list.items.find(({ id }) => id === made.id)).toMatchObject({ scopes: ['llm'], models });
    expect((await by(made.key, 'GET', '/v1/agents')).status).toBe(403);
    const both = await make({ scopes: ['llm', 'api'] });
    expect((await by(both.key, 'GET', '/v1/agents')).status).toBe(200);
  });

  it.each([
    ['no scope', { scopes: [] }],
    ['a scope that there is not', { scopes: ['admin'] }],
    ['models without their scope', { models: ['openai/*'] }],
    ['a model without its provider', { scopes: ['llm'], models: ['gpt-5'] }],
    ['a list of no models', { scopes: ['llm'], models: [] }],
  ])('cannot be made with %s', async (_, body) => {
    expect((await owner('POST', '/v1/api-keys', { name: 'x', ...body })).status).toBe(422);
  });

  it.each<Role>(['builder', 'viewer'])('is not for a %s to make', async (role) => {
    const call = await as(role);
    expect((await call('POST', '/v1/api-keys', { name: 'x' })).status).toBe(403);
  });

  it('opens nothing once it is revoked, expired, or of a suspended tenant', async () => {
    const { key, id } = await make();
    expect((await by(key, 'GET', '/v1/agents')).status).toBe(200);
    expect((await owner('DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
    expect((await by(key, 'GET', '/v1/agents')).status).toBe(401);
    expect((await owner('DELETE', `/v1/api-keys/${id}`)).status).toBe(404);

    const soon = await make({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    await set('update api_keys set expires_at = now() where id = ?', soon.id);
    expect((await by(soon.key, 'GET', '/v1/agents')).status).toBe(401);

    const other = await testTenant(db);
    const call = await api.owner(other);
    const made = await call('POST', '/v1/api-keys', { name: 'Other' });
    const { key: theirs } = (await made.json()) as NewApiKeyView;
    await set(`update tenants set state = 'suspended' where id = ?`, other.id);
    expect((await by(theirs, 'GET', '/v1/agents')).status).toBe(403);
  });

  it('refuses an expiry in the past, and another tenant’s key to revoke', async () => {
    const past = await owner('POST', '/v1/api-keys', {
      name: 'x',
      expiresAt: '2020-01-01T00:00:00Z',
    });
    expect(past.status).toBe(422);
    const call = await api.owner(await testTenant(db));
    const { id } = await make();
    expect((await call('DELETE', `/v1/api-keys/${id}`)).status).toBe(404);
  });

  it('follows runs live, and is thrown out when it is revoked', async () => {
    const { key, id } = await make();
    const socket = io(api.origin + LIVE_NAMESPACE, {
      auth: { token: key },
      transports: ['websocket'],
      reconnection: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.on('connect', resolve);
      socket.on('connect_error', reject);
    });
    const left = new Promise((resolve) => socket.on('disconnect', resolve));
    await owner('DELETE', `/v1/api-keys/${id}`);
    await left;
  });

  const set = (sql: string, id: string) => db.platform.transaction((em) => em.execute(sql, [id]));
});
