import { createTestDatabase, tenantInEveryTable, type TestDatabase } from '@renum/testing';
import { newId, tenantContext } from '@renum/platform';
import {
  APPEND_ONLY_TABLES,
  createOrm,
  type EntityManager,
  PLATFORM_TABLES,
  RowLevelSecurityViolationException,
  TENANT_TABLES,
  TenantDatabase,
} from './index';

type Tenant = Awaited<ReturnType<typeof tenantInEveryTable>>;

const count = async (em: EntityManager, table: string): Promise<number> => {
  const [row] = await em.execute<{ n: number }[]>(`select count(*)::int as n from ${table}`);
  return row?.n ?? -1;
};

/** T2, T3 and the line between tenants, tried on the real roles. */
describe('tenancy', () => {
  let db: TestDatabase;
  let a: Tenant;
  let b: Tenant;
  beforeAll(async () => {
    db = await createTestDatabase();
    a = await tenantInEveryTable(db);
    b = await tenantInEveryTable(db);
  });
  afterAll(() => db.drop());

  /** The application's role with whatever session a bug might leave it. */
  const asApp = async <T>(
    variables: Record<string, string>,
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> => {
    const orm = await createOrm({ name: 'bare', url: db.appUrl });
    try {
      return await orm.em.fork({ session: { variables } }).transactional(work);
    } finally {
      await orm.close();
    }
  };
  const attempt = (sql: string, params: unknown[] = []) =>
    a.run(() => db.tenants.transaction((em) => em.execute(sql, params)));

  it('refuses work without a tenant context', async () => {
    const work = jest.fn();
    await expect(db.tenants.transaction(work)).rejects.toMatchObject({
      code: 'tenant_context_missing',
    });
    expect(work).not.toHaveBeenCalled();
  });

  it.each(['tenants', ...TENANT_TABLES])('shows no row of %s without a tenant', async (table) => {
    expect(await db.platform.transaction((em) => count(em, table))).toBeGreaterThanOrEqual(2);
    expect(await asApp({}, (em) => count(em, table))).toBe(0);
    expect(await asApp({ 'app.tenant': '' }, (em) => count(em, table))).toBe(0);
    expect(await asApp({ 'app.tenant': newId() }, (em) => count(em, table))).toBe(0);
  });

  it.each(TENANT_TABLES)('shows each tenant its own rows of %s only', async (table) => {
    for (const tenant of [a, b]) {
      const rows = await tenant.run(() =>
        db.tenants.transaction((em) =>
          em.execute<{ tenant_id: string }[]>(`select distinct tenant_id from ${table}`),
        ),
      );
      expect(rows).toEqual([{ tenant_id: tenant.id }]);
    }
  });

  it.each(PLATFORM_TABLES)('keeps %s from tenants altogether', async (table) => {
    await expect(attempt(`select * from ${table}`)).rejects.toThrow('permission denied');
  });

  it('forgets the tenant when the connection goes back to the pool', async () => {
    const orm = await createOrm({ name: 'pool', url: db.appUrl, poolSize: 1 });
    try {
      const pooled = new TenantDatabase(orm);
      expect(await a.run(() => pooled.transaction((em) => count(em, 'runs')))).toBe(1);
      expect(await count(orm.em.fork(), 'runs')).toBe(0);
    } finally {
      await orm.close();
    }
  });

  it('keeps parallel and nested transactions of two tenants apart', async () => {
    const seen = await Promise.all(
      Array.from({ length: 24 }, async (_, index) => {
        const [outer, inner] = index % 2 ? [a, b] : [b, a];
        return outer.run(() =>
          db.tenants.transaction(async (em) => {
            const nested =
              index < 4
                ? await inner.run(() =>
                    db.tenants.transaction((other) => other.execute('select id from tenants')),
                  )
                : [{ id: inner.id }];
            const all = await db.platform.transaction((any) => count(any, 'tenants'));
            const own = await em.execute('select id from tenants');
            expect(nested).toEqual([{ id: inner.id }]);
            return { own, all, outer: outer.id };
          }),
        );
      }),
    );
    for (const { own, all, outer } of seen) {
      expect(own).toEqual([{ id: outer }]);
      expect(all).toBe(2);
    }
  });

  it('refuses to write a row for another tenant, or to move one there', async () => {
    const insert = attempt(
      `insert into audit_entries (id, tenant_id, actor_type, action, target_type)
        values (?, ?, 'system', 'x', 'y')`,
      [newId(), b.id],
    );
    await expect(insert).rejects.toBeInstanceOf(RowLevelSecurityViolationException);
    const move = attempt('update credentials set tenant_id = ?', [b.id]);
    await expect(move).rejects.toBeInstanceOf(RowLevelSecurityViolationException);
    expect(
      await attempt('update runs set input = ? where tenant_id = ? returning id', ['x', b.id]),
    ).toEqual([]);
  });

  it('lets a tenant set prices for itself only, never as an operator does', async () => {
    const insert = (setBy: string) =>
      attempt(
        `insert into price_overrides (id, tenant_id, set_by, provider, model, effective_from)
         values (?, ?, ?, 'ollama', '*', now())`,
        [newId(), a.id, setBy],
      );
    await expect(insert('operator')).rejects.toThrow('for itself only');
    await insert('tenant');
  });

  it('refuses to link to a row of another tenant, even across tenants’ own role', async () => {
    const [agent] = await b.run(() =>
      db.tenants.transaction((em) => em.execute<{ id: string }[]>('select id from agents')),
    );
    const sql = 'insert into threads (id, tenant_id, agent_id) values (?, ?, ?)';
    const params = [newId(), a.id, agent?.id];
    await expect(attempt(sql, params)).rejects.toThrow('foreign key');
    await expect(db.platform.transaction((em) => em.execute(sql, params))).rejects.toThrow(
      'foreign key',
    );
  });

  const ofPlatform: ReadonlySet<string> = new Set(PLATFORM_TABLES);

  it.each(APPEND_ONLY_TABLES)('lets nobody rewrite %s', async (table) => {
    const column = ofPlatform.has(table) ? 'id' : 'tenant_id';
    for (const sql of [`update ${table} set ${column} = ${column}`, `delete from ${table}`]) {
      await expect(attempt(sql)).rejects.toThrow('permission denied');
      await expect(db.platform.transaction((em) => em.execute(sql))).rejects.toThrow(
        'permission denied',
      );
    }
  });

  it('lets a credential version be sealed anew under a newer key, and nothing else', async () => {
    const resealed = (values: string) => `update credential_versions set ${values}`;
    const asPlatform = (statement: string) =>
      db.platform.transaction((em) => em.execute(statement));
    await expect(attempt(resealed(`ciphertext = ciphertext`))).rejects.toThrow('permission denied');
    await expect(asPlatform(resealed(`version = 9`))).rejects.toThrow('permission denied');
    await expect(asPlatform(resealed(`ciphertext = ciphertext`))).rejects.toThrow('a newer key');
    const [newer] = await db.platform.transaction((em) =>
      em.execute<{ id: string }[]>(
        `insert into tenant_keys (id, tenant_id, root_key_id, wrapped_key)
          values (?, ?, 'x', 'x') returning id`,
        [newId(), a.id],
      ),
    );
    const key = `'${newer?.id ?? ''}'::uuid`;
    const ofA = `where tenant_id = '${a.id}'`;
    await expect(asPlatform(resealed(`tenant_key_id = ${key} ${ofA}`))).rejects.toThrow(
      'sealed anew, not replaced',
    );
    const header = `substring(ciphertext from 1 for 1) || uuid_send(${key})`;
    const other = `${header} || substring(ciphertext from 18) || 'x'::bytea`;
    await expect(
      asPlatform(resealed(`tenant_key_id = ${key}, ciphertext = ${other} ${ofA}`)),
    ).rejects.toThrow('sealed anew, not replaced');
    await expect(
      asPlatform(resealed(`tenant_key_id = ${key} where tenant_id = '${b.id}'`)),
    ).rejects.toThrow();
  });

  it.each([
    'truncate runs cascade',
    'create table mine (id int)',
    'create temporary table mine (id int)',
    'create schema mine',
    'alter table runs disable row level security',
    'drop policy runs_tenant on runs',
    'drop table runs cascade',
    'set local role renum_owner',
    'set local role renum_platform',
    'set local session_replication_role = replica',
    'alter role renum_app bypassrls',
  ])('refuses both roles: %s', async (sql) => {
    await expect(attempt(sql)).rejects.toThrow(/permission denied|must be owner|must be able/);
    if (!sql.endsWith('renum_platform')) {
      await expect(db.platform.transaction((em) => em.execute(sql))).rejects.toThrow(
        /permission denied|must be owner|must be able/,
      );
    }
  });

  it('rolls everything back when the work fails', async () => {
    const work = a.run(() =>
      db.tenants.transaction(async (em) => {
        await em.execute('update tenants set name = ?', ['Changed']);
        throw new Error('no');
      }),
    );
    await expect(work).rejects.toThrow('no');
    expect(await attempt('select name from tenants')).toEqual([{ name: 'Test tenant' }]);
    expect(tenantContext.find()).toBeUndefined();
  });
});
