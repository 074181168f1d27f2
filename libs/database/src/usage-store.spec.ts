import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { newId } from '@renum/platform';
import {
  createDatabase,
  OWNER_ROLE,
  quoteName,
  runMigrations,
  urlOf,
  withConnection,
  type EntityManager,
} from './index';

const COLUMNS = `(id, tenant_id, occurred_at, kind, agent_id, agent_version_id, thread_id, run_id,
  instance_id, provider, model, operation, cost_nano, input_tokens, status)`;
const EVENT = `insert into usage_events ${COLUMNS} values
  (?, ?, ?, 'llm', ?, ?, ?, ?, ?, 'openai', ?, 'chat.completions', ?, ?, ?) on conflict do nothing`;

interface Event {
  id?: string;
  at?: string;
  model?: string;
  cost?: number;
  status?: number;
}

const write = async (em: EntityManager, tenantId: string, event: Event = {}): Promise<string> => {
  const {
    id = newId(),
    at = new Date().toISOString(),
    model = 'm',
    cost = 7,
    status = 200,
  } = event;
  const agent = '01a1fda5-f963-7196-8187-043089000003';
  await em.execute(EVENT, [
    id,
    tenantId,
    at,
    ...[agent, agent, agent, agent, agent],
    model,
    cost,
    10,
    status,
  ]);
  return id;
};

/** The table of events: by month, summed by hour, and never rewritten. On the real roles. */
describe('the store of usage', () => {
  let db: TestDatabase;
  let tenant: TestTenant;
  beforeAll(async () => {
    db = await createTestDatabase();
    tenant = await testTenant(db);
  });
  afterAll(() => db.drop());

  const platform = <T>(work: (em: EntityManager) => Promise<T>) => db.platform.transaction(work);
  const owner = <T>(sql: string, params: unknown[] = []) =>
    withConnection(db.ownerUrl, (em) => em.execute<T[]>(sql, params));
  const placeOf = async (id: string): Promise<string | undefined> => {
    const [row] = await platform((em) =>
      em.execute<{ place: string }[]>(
        'select tableoid::regclass::text as place from usage_events where id = ?',
        [id],
      ),
    );
    return row?.place;
  };
  const month = (iso: string) => `usage_months.m${iso.slice(0, 7).replace('-', '')}`;

  it('keeps an event in the table of its month', async () => {
    const at = new Date().toISOString();
    expect(await placeOf(await platform((em) => write(em, tenant.id, { at })))).toBe(month(at));
  });

  it('loses no event whose month was not made, and moves it when it is', async () => {
    const at = '2031-05-31T23:59:59.999Z';
    const next = '2031-06-01T00:00:00.000Z';
    const [last, first] = await platform(async (em) => [
      await write(em, tenant.id, { at }),
      await write(em, tenant.id, { at: next }),
    ]);
    expect(await placeOf(last)).toBe('usage_months.other');
    await owner(`select ensure_usage_month('2031-05-01')`);
    expect(await placeOf(last)).toBe(month(at));
    expect(await placeOf(first)).toBe('usage_months.other');
  });

  it('has its months made ahead, by the platform’s role and no other', async () => {
    const make = 'select ensure_usage_months()';
    await Promise.all([platform((em) => em.execute(make)), platform((em) => em.execute(make))]);
    const [found] = await owner<{ count: number }>(
      `select count(*)::int as count from pg_class where relnamespace = 'usage_months'::regnamespace
        and relkind = 'r' and relname >= ?`,
      [month(new Date().toISOString()).split('.')[1]],
    );
    expect(found?.count).toBeGreaterThanOrEqual(3);
    const work = tenant.run(() => db.tenants.transaction((em) => em.execute(make)));
    await expect(work).rejects.toThrow('permission denied');
  });

  it('lets nobody past the one table', async () => {
    const table = month(new Date().toISOString());
    for (const sql of [`select * from ${table}`, `delete from ${table}`]) {
      await expect(platform((em) => em.execute(sql))).rejects.toThrow('permission denied');
      const work = tenant.run(() => db.tenants.transaction((em) => em.execute(sql)));
      await expect(work).rejects.toThrow('permission denied');
    }
  });

  it.each(['usage_events', 'usage_hourly'])('lets a tenant’s work only read %s', async (table) => {
    for (const sql of [
      `delete from ${table}`,
      `update ${table} set cost_nano = 0`,
      `insert into ${table} (tenant_id) values ('${tenant.id}')`,
    ]) {
      const work = tenant.run(() => db.tenants.transaction((em) => em.execute(sql)));
      await expect(work).rejects.toThrow('permission denied');
    }
  });

  it('lets the platform’s work rewrite no event either', async () => {
    for (const sql of ['delete from usage_events', 'update usage_events set cost_nano = 0'])
      await expect(platform((em) => em.execute(sql))).rejects.toThrow('permission denied');
  });

  it('sums each event once, with many writers and repetitions', async () => {
    const other = await testTenant(db);
    const ids = Array.from({ length: 120 }, () => newId());
    const at = (index: number) =>
      new Date(Date.UTC(2026, 0, 1, index % 5, index % 60)).toISOString();
    const writer = async (shift: number): Promise<void> => {
      for (let count = 0; count < ids.length; count += 1) {
        const index = (count + shift) % ids.length;
        const event = { at: at(index), model: `m${index % 3}`, status: index % 10 ? 200 : 500 };
        await platform((em) => write(em, other.id, { id: ids[index], cost: index, ...event }));
      }
    };
    await Promise.all([writer(0), writer(30), writer(60), writer(90)]);
    const sums = (from: string, calls: string, failed: string) =>
      platform((em) =>
        em.execute(
          `select ${calls}::int as calls, ${failed}::int as failed, sum(cost_nano)::text as cost,
            sum(input_tokens)::int as tokens from ${from} where tenant_id = ?`,
          [other.id],
        ),
      );
    const events = await sums('usage_events', 'count(*)', 'count(*) filter (where status = 500)');
    expect(events).toEqual([{ calls: 120, failed: 12, cost: '7140', tokens: 1200 }]);
    expect(await sums('usage_hourly', 'sum(calls)', 'sum(failed_calls)')).toEqual(events);
    const mine = await other.run(() =>
      db.tenants.transaction((em) => em.execute('select distinct tenant_id from usage_hourly')),
    );
    expect(mine).toEqual([{ tenant_id: other.id }]);
  });

  it('makes no two writers wait for each other', async () => {
    const batch = (models: string[]) =>
      platform((em) =>
        em.execute(
          `insert into usage_events ${COLUMNS}
           select gen_random_uuid(), ?, now(), 'llm', ?, ?, ?, ?, ?, 'openai', model, 'x', 1, 1, 200
           from jsonb_array_elements_text(cast(? as jsonb)) as model`,
          [tenant.id, ...Array.from({ length: 5 }, () => tenant.id), JSON.stringify(models)],
        ),
      );
    const models = Array.from({ length: 40 }, (_, index) => `batch-${index}`);
    for (let round = 0; round < 10; round += 1)
      await Promise.all([batch(models), batch(models.toReversed()), batch(models)]);
    const rows = await platform((em) =>
      em.execute(
        `select count(distinct model)::int as models, sum(calls)::int as calls from usage_hourly
          where model like 'batch-%'`,
      ),
    );
    expect(rows).toEqual([{ models: 40, calls: 1200 }]);
  });

  it('takes over what was stored before there were months', async () => {
    const name = `renum_test_${newId().replaceAll('-', '')}`;
    await createDatabase(db.adminUrl, name);
    const { password } = new URL(db.ownerUrl);
    const url = urlOf(db.adminUrl, { database: name, role: OWNER_ROLE, password });
    try {
      await runMigrations(url, '0005-api-keys');
      await withConnection(db.adminUrl.replace(/\/[^/]*$/, `/${name}`), async (em) => {
        await em.execute(`insert into tenants (id, name, slug) values (?, 'T', 't')`, [tenant.id]);
        for (const at of ['2025-12-31T23:00:00Z', '2026-02-01T00:00:00Z', '2026-02-01T00:30:00Z'])
          await write(em, tenant.id, { at });
      });
      expect(await runMigrations(url)).toContain('0006-usage-store');
      const rows = await withConnection(db.adminUrl.replace(/\/[^/]*$/, `/${name}`), (em) =>
        em.execute(
          `select tableoid::regclass::text as place, count(*)::int as events from usage_events
            group by 1 order by 1`,
        ),
      );
      expect(rows).toEqual([
        { place: 'usage_months.m202512', events: 1 },
        { place: 'usage_months.m202602', events: 2 },
      ]);
      const [sums] = await withConnection(db.adminUrl.replace(/\/[^/]*$/, `/${name}`), (em) =>
        em.execute('select sum(calls)::int as calls, count(*)::int as hours from usage_hourly'),
      );
      expect(sums).toEqual({ calls: 3, hours: 2 });
    } finally {
      await withConnection(db.adminUrl, (em) =>
        em.execute(`drop database ${quoteName(name)} with (force)`),
      );
    }
  });
});
