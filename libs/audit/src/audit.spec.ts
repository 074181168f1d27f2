import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { auditEntities } from './audit-entry.entity';
import { AuditQueries } from './audit-queries';
import { AuditService } from './audit.service';

describe('audit', () => {
  let database: TestDatabase;
  let tenant: TestTenant;
  let queries: AuditQueries;
  const audit = new AuditService();

  beforeAll(async () => {
    database = await createTestDatabase({ entities: auditEntities });
    queries = new AuditQueries(database.tenants);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    tenant = await testTenant(database);
  });

  const record = (action: string, targetType = 'thing') =>
    tenant.run(() =>
      database.tenants.transaction((em) => audit.record(em, { action, targetType })),
    );

  it('stands or falls with the deed', async () => {
    const deed = tenant.run(() =>
      database.tenants.transaction(async (em) => {
        await audit.record(em, { action: 'thing.done', targetType: 'thing' });
        throw new Error('the deed fails');
      }),
    );
    await expect(deed).rejects.toThrow('the deed fails');
    expect((await tenant.run(() => queries.list({ limit: 10 }))).items).toEqual([]);
  });

  it('does not record for nobody in particular', async () => {
    const outside = database.platform.transaction((em) =>
      audit.record(em, { action: 'thing.done', targetType: 'thing' }),
    );
    await expect(outside).rejects.toMatchObject({ code: 'tenant_context_missing' });
  });

  it('pages through all entries, newest first, none twice', async () => {
    for (let n = 0; n < 7; n += 1) await record(`thing.done_${n}`);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await tenant.run(() => queries.list({ limit: 3, cursor }));
      seen.push(...page.items.map(({ action }) => action));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `thing.done_${n}`));
  });

  it('filters, and never shows another tenant’s entries', async () => {
    await record('thing.made');
    const between = new Date();
    await record('other.made', 'other');
    const list = (filter: object) => tenant.run(() => queries.list({ limit: 10, ...filter }));
    const actions = async (filter: object) => (await list(filter)).items.map((e) => e.action);
    expect(await actions({ targetType: 'other' })).toEqual(['other.made']);
    expect(await actions({ action: 'thing.made' })).toEqual(['thing.made']);
    expect(await actions({ from: between })).toEqual(['other.made']);
    expect(await actions({ to: between })).toEqual(['thing.made']);
    expect(await actions({ actorId: tenant.owner.userId })).toHaveLength(2);
    const stranger = await testTenant(database);
    expect((await stranger.run(() => queries.list({ limit: 10 }))).items).toEqual([]);
  });

  it.each(['update audit_entries set action = action', 'delete from audit_entries'])(
    'refuses to rewrite history: %s',
    async (statement) => {
      await record('thing.done');
      const asTenant = tenant.run(() =>
        database.tenants.transaction((em) => em.execute(statement)),
      );
      await expect(asTenant).rejects.toThrow('permission denied');
      const asPlatform = database.platform.transaction((em) => em.execute(statement));
      await expect(asPlatform).rejects.toThrow('permission denied');
    },
  );
});
