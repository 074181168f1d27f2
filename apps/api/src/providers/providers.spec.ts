import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  CredentialTestView,
  CredentialView,
  CustomProviderView,
  OpenApiPreview,
  Problem,
  ProviderView,
  Role,
} from '@renum/contracts';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane } from '../testing/control-plane';

const KEY = 'own-key-0123456789';
const ping = {
  id: 'ping',
  title: 'Ping',
  method: 'GET',
  path: '/ping',
  access: 'read',
  safeToRetry: true,
};
const form = {
  title: 'Mine',
  baseUrl: 'https://api.mine.example/v1',
  auth: { type: 'header', name: 'X-Own', prefix: 'Key ' },
  operations: [ping],
};
const file = (change: object = {}) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'From a file', version: '1' },
    servers: [{ url: 'https://files.example' }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths: {
      '/a/{id}': { get: { operationId: 'getA', responses: {} } },
      '/b': { post: { operationId: 'makeB', responses: {} } },
    },
    ...change,
  });

/** Providers on the whole control plane with real PostgreSQL, Redis and dialling. */
describe('providers over HTTP', () => {
  let db: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let other: TestTenant;
  let server: Server;
  let seen: IncomingHttpHeaders[];

  beforeAll(async () => {
    db = await createTestDatabase();
    server = createServer((request, response) => {
      seen.push(request.headers);
      response.writeHead(request.url === '/v1/ping' ? 200 : 404).end('{}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const services = { database: db, redis: createTestRedis() };
    api = await TestControlPlane.start(services, { EGRESS_PRIVATE_HOSTS: '127.0.0.1' });
    tenant = await testTenant(db);
    other = await testTenant(db);
  });
  afterAll(async () => {
    await api.stop();
    server.close();
    await db.drop();
  });
  beforeEach(() => (seen = []));

  async function call<T>(
    method: string,
    path: string,
    body?: unknown,
    { role = 'builder', of = tenant }: { role?: Role; of?: TestTenant } = {},
  ): Promise<{ status: number; body: T }> {
    const { userId } = role === 'owner' ? of.owner : await of.member(role);
    const as = await api.as({ userId, tenantId: of.id, role });
    const answer = await as(method, `/v1${path}`, body);
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as T };
  }
  const create = (body: object, of = tenant) =>
    call<CustomProviderView>('POST', '/providers/custom', body, { of });

  it('finds providers by words and by category', async () => {
    const found = async (query: string) =>
      (await call<{ items: ProviderView[] }>('GET', `/providers${query}`)).body.items.map(
        ({ id }) => id,
      );
    expect((await found('')).length).toBeGreaterThan(40);
    expect(await found('?search=whatsapp')).toEqual(['whatsapp-cloud']);
    expect(await found('?search=web%20search&category=search')).toContain('tavily');
    expect(await found('?category=payments')).toEqual(['stripe']);
    expect(await found('?search=nothing%20of%20the%20kind')).toEqual([]);
  });

  it('shows one with all its operations', async () => {
    const { body } = await call<ProviderView>('GET', '/providers/tavily');
    expect(body).toMatchObject({ id: 'tavily', custom: false });
    expect(body.operations.map(({ id }) => id)).toContain('extract');
    expect((await call<Problem>('GET', '/providers/nope')).body.code).toBe('not_found');
  });

  it('takes an own one by form, keeps a key for it and tests it there', async () => {
    const { port } = server.address() as AddressInfo;
    const made = await create({ ...form, baseUrl: `http://127.0.0.1:${port}/v1/` });
    expect(made).toMatchObject({ status: 201, body: { id: 'own-mine', source: 'form' } });
    const listed = await call<{ items: ProviderView[] }>('GET', '/providers?search=mine');
    expect(listed.body.items).toMatchObject([
      { id: 'own-mine', custom: true, hosts: ['127.0.0.1'], category: 'own' },
    ]);
    const credential = await call<CredentialView>('POST', '/credentials', {
      provider: 'own-mine',
      name: 'Own',
      secret: KEY,
    });
    expect(credential.status).toBe(201);
    const path = `/credentials/${credential.body.id}/test`;
    const tested = await call<CredentialTestView>('POST', path);
    expect(tested.body).toMatchObject({ ok: true, message: 'Mine accepted the key.' });
    expect(seen).toMatchObject([{ 'x-own': `Key ${KEY}` }]);
    const foreign = { provider: 'own-mine', name: 'No', secret: KEY };
    expect((await call('POST', '/credentials', foreign, { of: other })).status).toBe(422);
  });

  it('reads a file, and makes a provider of what was chosen of it', async () => {
    const preview = await call<OpenApiPreview>('POST', '/providers/custom/preview', {
      openapi: file(),
    });
    expect(preview.body).toMatchObject({
      title: 'From a file',
      baseUrls: ['https://files.example'],
      auth: { type: 'bearer' },
      operations: [{ id: 'get_a', path: '/a/{id}' }, { id: 'make_b' }],
    });
    const made = await create({ openapi: file(), operationIds: ['get_a'], title: 'Chosen' });
    expect(made.body).toMatchObject({
      id: 'own-chosen',
      source: 'openapi',
      operations: [{ id: 'get_a', path: '/a/{id}' }],
    });
  });

  it("reads this platform's own document whole", async () => {
    const openapi = await (await fetch(`${api.origin}/docs-json`)).text();
    const { operations, warnings, auth } = (
      await call<OpenApiPreview>('POST', '/providers/custom/preview', { openapi })
    ).body;
    expect(operations.length).toBeGreaterThan(60);
    expect(auth).toEqual({ type: 'bearer' });
    expect(warnings.filter((each) => each.includes('left out'))).toEqual([]);
    const baseUrl = 'https://renum.example';
    const made = await create({ openapi, baseUrl, title: 'Renum itself' });
    expect(made.body.operations.map(({ id }) => id)).toEqual(operations.map(({ id }) => id));
  });

  it('takes a file of four megabytes', async () => {
    const description = 'long '.repeat(800_000);
    const info = { title: 'Long', version: '1', description };
    const preview = await call('POST', '/providers/custom/preview', { openapi: file({ info }) });
    expect(preview.status).toBe(200);
  });

  it('changes and archives, but never moves a key to another host', async () => {
    const { id } = (await create({ ...form, title: 'Moving' })).body;
    const patch = (body: object, of = tenant) =>
      call<CustomProviderView>('PATCH', `/providers/custom/${id}`, body, { of });
    expect((await patch({ baseUrl: 'https://evil.example' })).status).toBe(422);
    const changed = await patch({ auth: { type: 'query', name: 'key' } });
    expect(changed.body).toMatchObject({ auth: { type: 'query' }, baseUrl: form.baseUrl });
    expect((await patch({ title: 'B' }, other)).status).toBe(404);
    expect((await call('DELETE', `/providers/custom/${id}`)).status).toBe(204);
    expect((await call('GET', `/providers/custom/${id}`)).status).toBe(404);
    expect((await call('GET', `/providers/${id}`)).status).toBe(404);
  });

  it.each([
    [
      'a near address that is not listed',
      { ...form, baseUrl: 'https://10.0.0.1' },
      'base_url_refused',
    ],
    ['metadata', { ...form, baseUrl: 'https://169.254.169.254' }, 'base_url_refused'],
    ['such an address in hex', { ...form, baseUrl: 'https://0xa.0.0.1' }, 'base_url_refused'],
    ['plain http', { ...form, baseUrl: 'http://api.mine.example' }, 'base_url_refused'],
    ['no operation', { ...form, operations: [] }, 'validation_failed'],
    ['neither operations nor file', { title: 'A' }, 'validation_failed'],
    ['both', { ...form, openapi: file() }, 'validation_failed'],
    ['a file without a server', { openapi: file({ servers: [] }) }, 'validation_failed'],
    [
      'a file without a place for the key',
      { openapi: file({ components: {} }) },
      'validation_failed',
    ],
    [
      'an operation that is not in it',
      { openapi: file(), operationIds: ['no'] },
      'validation_failed',
    ],
    ['no file', { openapi: 'hello' }, 'validation_failed'],
    ['a field it does not know', { ...form, fixedHeaders: {} }, 'validation_failed'],
  ])('refuses %s', async (_, body, code) => {
    const answer = await call<Problem>('POST', '/providers/custom', { title: 'Refused', ...body });
    expect(answer.body).toMatchObject({ code });
  });

  it('lets viewers look only', async () => {
    const viewer = { role: 'viewer' } as const;
    expect((await call('GET', '/providers/custom', undefined, viewer)).status).toBe(200);
    expect((await call('POST', '/providers/custom', form, viewer)).status).toBe(403);
    const openapi = file();
    expect((await call('POST', '/providers/custom/preview', { openapi }, viewer)).status).toBe(403);
  });
});
