import { AuditService, auditEntities } from '@renum/audit';
import { createTestDatabase, createTestRedis, listenTo, testTenant } from '@renum/testing';
import { entityDrift, type TestDatabase, type TestTenant } from '@renum/testing';
import { invalidationChannel } from '@renum/queues';
import { Redis } from 'ioredis';
import { ProviderCatalogue } from '../catalogue';
import { ProviderDirectory } from '../provider-directory';
import { providersEntities } from './custom-provider.entity';
import { CustomProviders, type NewOwnProvider } from './custom-providers';
import { ProviderNews } from './provider-news';

/** Valid by default; override what matters. */
const weather = (change: Partial<NewOwnProvider> = {}): NewOwnProvider => ({
  source: 'form',
  title: 'Wetter-Dienst Ü',
  baseUrl: 'https://api.weather.example/v1/',
  auth: { type: 'header', name: 'X-Key', prefix: 'Key ' },
  operations: [
    {
      id: 'forecast',
      title: 'Forecast',
      method: 'GET',
      path: '/cities/{city}/forecast',
      access: 'read',
      safeToRetry: true,
      input: { path: { city: { type: 'string' } }, query: { days: { type: 'integer' } } },
    },
  ],
  ...change,
});
const operation = weather().operations[0]!;

/** Real: PostgreSQL under row level security, Redis. */
describe("a tenant's own providers", () => {
  const { url, prefix } = createTestRedis();
  let db: TestDatabase;
  let redis: Redis;
  let a: TestTenant;
  let b: TestTenant;
  let custom: CustomProviders;
  let directory: ProviderDirectory;

  beforeAll(async () => {
    const entities = [...providersEntities, ...auditEntities];
    db = await createTestDatabase({ entities });
    redis = new Redis(url);
    a = await testTenant(db);
    b = await testTenant(db);
    const news = new ProviderNews(redis, { REDIS_URL: url, REDIS_PREFIX: prefix });
    custom = new CustomProviders(db.tenants, new AuditService(), news);
    directory = new ProviderDirectory(new ProviderCatalogue(), db.tenants);
  });
  afterAll(async () => {
    redis.disconnect();
    await db.drop();
  });

  const create = (change?: Partial<NewOwnProvider>, tenant = a) =>
    tenant.run(() => custom.create(weather(change)));
  const find = (id: string, tenant = a) => tenant.run(() => directory.find(id));
  const audited = () =>
    db.platform.transaction((em) =>
      em.execute<{ action: string; detail: Record<string, unknown> }[]>(
        `select action, detail from audit_entries where tenant_id = ? order by id`,
        [a.id],
      ),
    );

  it('has the table that its entity says', async () => {
    expect(await entityDrift(db, providersEntities)).toEqual([]);
  });

  it('makes one that is looked up as those of the catalogue are', async () => {
    const view = await create();
    expect(view).toMatchObject({
      id: 'own-wetter-dienst-u',
      source: 'form',
      baseUrl: 'https://api.weather.example/v1',
      auth: { type: 'header', name: 'x-key', prefix: 'Key ' },
      operations: weather().operations,
    });
    const manifest = await find(view.id);
    expect(manifest).toMatchObject({
      hosts: ['api.weather.example'],
      category: 'own',
      injections: [{ type: 'header', name: 'x-key', prefix: 'Key ', field: 'secret' }],
      test: { path: '/' },
    });
    const source = await a.run(() =>
      db.tenants.transaction((em) => directory.sourceFor(em, [view.id, 'own-nobody', 'tavily'])),
    );
    expect(source.operation(view.id, 'GET', '/cities/rome/forecast')?.id).toBe('forecast');
    expect(source.operation(view.id, 'GET', '/cities/rome')).toBeUndefined();
    expect(source.operation('tavily', 'POST', '/search')?.id).toBe('search');
    const all = await a.run(() => directory.list());
    expect(all.at(-1)?.id).toBe(view.id);
  });

  it("is nobody else's", async () => {
    const { id } = await create({ title: 'Only A' });
    expect(await find(id, b)).toBeUndefined();
    expect((await b.run(() => directory.list())).some((each) => each.id === id)).toBe(false);
    const unknown = expect.objectContaining({ code: 'not_found' });
    await expect(b.run(() => custom.get(id))).rejects.toEqual(unknown);
    await expect(b.run(() => custom.update(id, { title: 'B' }))).rejects.toEqual(unknown);
    await expect(b.run(() => custom.archive(id))).rejects.toEqual(unknown);
    expect(await find(id)).toBeDefined();
  });

  it('never gives an id a second time, so that a key cannot change hosts', async () => {
    const first = await create({ title: 'Twice' });
    await a.run(() => custom.archive(first.id));
    expect(await find(first.id)).toBeUndefined();
    const second = await create({ title: 'Twice', baseUrl: 'https://elsewhere.example' });
    expect([first.id, second.id]).toEqual(['own-twice', 'own-twice-2']);
    expect((await create({ title: 'Twice' }, b)).id).toBe('own-twice');
    await expect(a.run(() => custom.update(first.id, { title: 'Back' }))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('changes all but the base URL, for the next look-up, and tells everybody', async () => {
    const { id } = await create({ title: 'Changing' });
    await find(id);
    const channel = await listenTo(redis, invalidationChannel(prefix));
    const operations = [{ ...operation, id: 'other', path: '/other', input: undefined }];
    const patch = { title: 'Changed', auth: { type: 'basic' } as const, operations };
    const view = await a.run(() => custom.update(id, { ...patch, docsUrl: undefined }));
    expect(view).toMatchObject({ title: 'Changed', baseUrl: 'https://api.weather.example/v1' });
    expect(await find(id)).toMatchObject({
      title: 'Changed',
      credential: { kind: 'basic' },
      test: { path: '/other' },
      operations: [{ id: 'other' }],
    });
    await a.run(() => custom.archive(id));
    expect(await find(id)).toBeUndefined();
    expect((await channel.all()).map((text) => JSON.parse(text) as unknown)).toEqual([
      { type: 'provider', tenantId: a.id },
      { type: 'provider', tenantId: a.id },
    ]);
    channel.close();
    const entries = (await audited()).filter(({ detail }) => detail['provider'] === id);
    expect(entries.map(({ action }) => action)).toEqual([
      'provider.created',
      'provider.updated',
      'provider.archived',
    ]);
    expect(entries[1]?.detail).toMatchObject({
      auth: 'basic',
      changed: expect.arrayContaining(['auth']),
    });
  });

  it.each<[string, Partial<NewOwnProvider>, string]>([
    ['no URL', { baseUrl: 'weather' }, 'baseUrl'],
    ['another protocol', { baseUrl: 'ftp://weather.example' }, 'baseUrl'],
    ['a password in the URL', { baseUrl: 'https://a:b@weather.example' }, 'baseUrl'],
    ['a query', { baseUrl: 'https://weather.example/?a=1' }, 'baseUrl'],
    ['an escape in its path', { baseUrl: 'https://weather.example/a%2fb' }, 'baseUrl'],
    ['a path that is none', { operations: [{ ...operation, path: 'x' }] }, 'operations.0.path'],
    ['dot segments in one', { operations: [{ ...operation, path: '/../x' }] }, 'operations.0.path'],
    ['a query in one', { operations: [{ ...operation, path: '/x?a' }] }, 'operations.0.path'],
    ['a pattern in one', { operations: [{ ...operation, path: '/:x' }] }, 'operations.0.path'],
    ['two of one id', { operations: [operation, { ...operation, path: '/b' }] }, ''],
    ['two of one path', { operations: [operation, { ...operation, id: 'b' }] }, ''],
    ['no operation', { operations: [] }, 'operations'],
    ['a GET that writes', { operations: [{ ...operation, access: 'write' }] }, ''],
    [
      'a schema that is none',
      { operations: [{ ...operation, input: { query: { a: { type: 'text' } } } }] },
      '',
    ],
    ['a header that frames requests', { auth: { type: 'header', name: 'Host' } }, ''],
    [
      'a prefix of two lines',
      { auth: { type: 'header', name: 'x', prefix: 'a\r\nb: ' } },
      'injections.0.prefix',
    ],
    ['a name that is none', { auth: { type: 'header', name: 'bad name' } }, 'injections.0.name'],
  ])('refuses %s', async (_, change, path) => {
    await expect(create({ title: 'Refused', ...change })).rejects.toMatchObject({
      code: 'validation_failed',
      details: { errors: expect.arrayContaining([expect.objectContaining({ path })]) },
    });
  });
});
