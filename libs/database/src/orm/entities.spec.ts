import { createTestDatabase, entityDrift, type TestDatabase, testTenant } from '@renum/testing';
import {
  bigint,
  bool,
  bytes,
  createdAt,
  idKey,
  type InferEntity,
  int,
  jsonb,
  moment,
  oneOf,
  platformEntity,
  tenantEntity,
  tenantEntityWithKey,
  text,
  updatedAt,
  uuid,
} from '../index';

const Credential = tenantEntity('credentials', {
  provider: text(),
  name: text(),
  state: oneOf(['active', 'revoked']).default('active'),
  version: int().default(1),
  hint: text().default(''),
  baseUrl: text().nullable(),
  standIn: bool().default(false),
  createdBy: uuid().nullable(),
  lastUsedAt: moment().nullable(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
  revokedAt: moment().nullable(),
});
const TenantKey = tenantEntity('tenant_keys', {
  rootKeyId: text(),
  wrappedKey: bytes(),
  createdAt: createdAt(),
});
const RunEvent = tenantEntityWithKey('run_events', {
  runId: uuid().primary(),
  seq: int().primary(),
  type: text(),
  at: createdAt(),
  body: jsonb<{ type: string; list?: number[] }>(),
});
const Run = tenantEntity('runs', {
  threadId: uuid(),
  agentId: uuid(),
  agentVersionId: uuid(),
  input: text(),
  maxCostNano: bigint(),
});
const User = platformEntity('users', {
  id: idKey(),
  email: text(),
  name: text(),
  passwordHash: text(),
  operator: bool().default(false),
  createdAt: createdAt(),
});

/** The two ORMs of a process share entity definitions; what one writes the other must read. */
describe('entities', () => {
  const entities = [Credential, TenantKey, RunEvent, Run, User];
  let db: TestDatabase;
  let tenant: Awaited<ReturnType<typeof testTenant>>;
  beforeAll(async () => {
    db = await createTestDatabase({ entities });
    tenant = await testTenant(db);
  });
  afterAll(() => db.drop());

  const inTenant: TestDatabase['tenants']['transaction'] = (work) =>
    tenant.run(() => db.tenants.transaction(work));

  it('agree with the migrated columns', async () => {
    expect(await entityDrift(db, entities)).toEqual([]);
  });

  it('are found out when they do not', async () => {
    const wrong = tenantEntity('credentials', {
      provider: int(),
      name: text().nullable(),
      x: text(),
    });
    const missing = tenantEntity('nowhere', {});
    const drift = await entityDrift(db, [wrong, missing]);
    expect(drift).toEqual(
      expect.arrayContaining([
        'credentials.provider: integer in the entity, text in the table',
        'credentials.name: nullable differs',
        'credentials.x: no such column',
        'nowhere: no such table',
      ]),
    );
    const short = tenantEntity('tenant_keys', { rootKeyId: text() });
    expect(await entityDrift(db, [short])).toEqual([
      'tenant_keys.wrapped_key: an insert would miss it',
    ]);
  });

  it('create, read, change and remove rows through either database', async () => {
    const id = await inTenant(async (em) => {
      const made = em.create(Credential, { tenantId: tenant.id, provider: 'openai', name: 'A' });
      await em.flush();
      expect(made.createdAt).toBeInstanceOf(Date);
      return made.id;
    });
    await db.platform.transaction(async (em) => {
      const found = await em.findOneOrFail(Credential, { id });
      expect(found).toMatchObject({ state: 'active', version: 1, standIn: false, baseUrl: null });
      found.state = 'revoked';
      found.revokedAt = new Date();
    });
    await inTenant(async (em) => {
      const found: InferEntity<typeof Credential> = await em.findOneOrFail(Credential, { id });
      expect(found.state).toBe('revoked');
      expect(found.updatedAt.getTime()).toBeGreaterThan(found.createdAt.getTime());
      em.remove(found);
    });
    expect(await inTenant((em) => em.count(Credential, { id }))).toBe(0);
  });

  it('keep bytes, JSON and big money exact', async () => {
    const agent = await tenant.agent();
    const threadId = await tenant.thread(agent.id);
    const runId = await tenant.queuedRun(agent, threadId);
    const wrappedKey = Buffer.from([0, 255, 128, 10, 39, 92]);
    const maxCostNano = 9_007_199_254_740_993n;
    const body = { type: 'x', list: [1, 2], text: `it's "quoted" ? and \\ back` };
    await inTenant(async (em) => {
      em.create(TenantKey, { tenantId: tenant.id, rootKeyId: 'k', wrappedKey });
      em.create(RunEvent, { tenantId: tenant.id, runId, seq: 1, type: 'x', body });
      (await em.findOneOrFail(Run, { id: runId })).maxCostNano = maxCostNano;
      await em.flush();
      em.clear();
      const [key] = await em.find(TenantKey, {});
      expect(Buffer.compare(key?.wrappedKey ?? Buffer.alloc(0), wrappedKey)).toBe(0);
      expect((await em.findOneOrFail(RunEvent, { runId, seq: 1 })).body).toEqual(body);
      expect((await em.findOneOrFail(Run, { id: runId })).maxCostNano).toBe(maxCostNano);
    });
  });

  it('of the platform stay out of a tenant’s reach', async () => {
    await db.platform.transaction(async (em) => {
      em.create(User, { email: 'a@example.test', name: 'A', passwordHash: '-' });
      await em.flush();
    });
    await expect(inTenant((em) => em.find(User, {}))).rejects.toThrow('permission denied');
  });
});
