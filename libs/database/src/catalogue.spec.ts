import { createTestDatabase, type TestDatabase } from '@renum/testing';
import {
  APPEND_ONLY_TABLES,
  PLATFORM_TABLES,
  PRUNED_TABLE,
  RESEALED_COLUMNS,
  TENANT_TABLES,
  withConnection,
} from './index';

/** T1 and T2, asked of PostgreSQL's own catalogue, so that a new table cannot slip past. */
describe('the schema', () => {
  let db: TestDatabase;
  beforeAll(async () => (db = await createTestDatabase()));
  afterAll(() => db.drop());

  const ask = <T>(sql: string, params: unknown[] = []): Promise<T[]> =>
    withConnection(db.ownerUrl, (em) => em.execute<T[]>(sql, params));

  const tables = () =>
    ask<{ name: string; enabled: boolean; forced: boolean; tenant: boolean }>(`
      select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
        exists (select from pg_attribute a where a.attrelid = c.oid
          and a.attname = 'tenant_id' and not a.attisdropped) as tenant
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and c.relname <> 'schema_migrations'`);

  it('is the one that the lists of tables speak of', async () => {
    const names = (await tables()).map(({ name }) => name);
    expect(names.toSorted()).toEqual(['tenants', ...TENANT_TABLES, ...PLATFORM_TABLES].toSorted());
  });

  it('forces row level security on every table', async () => {
    const open = (await tables()).filter(({ enabled, forced }) => !enabled || !forced);
    expect(open).toEqual([]);
  });

  it('has tenant_id, not null, in every tenant table', async () => {
    const rows = await ask<{ name: string }>(
      `select table_name as name from information_schema.columns where table_schema = 'public'
        and column_name = 'tenant_id' and is_nullable = 'NO' and data_type = 'uuid'`,
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...TENANT_TABLES].toSorted());
  });

  it('has one policy a role, each with using and with check', async () => {
    const policies = await ask<Record<string, string>>(
      `select tablename, array_to_string(roles, ',') as roles, cmd, permissive, qual, with_check
        from pg_policies where schemaname = 'public'`,
    );
    const own = `= (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid`;
    const expected = (table: string, roles: string, condition: string) => ({
      tablename: table,
      roles,
      cmd: 'ALL',
      permissive: 'PERMISSIVE',
      qual: condition,
      with_check: condition,
    });
    const wanted = [
      expected('tenants', 'renum_app', `(id ${own})`),
      ...TENANT_TABLES.map((table) => expected(table, 'renum_app', `(tenant_id ${own})`)),
      ...['tenants', ...TENANT_TABLES, ...PLATFORM_TABLES].map((table) =>
        expected(table, 'renum_platform', 'true'),
      ),
    ];
    const key = (policy: object) => JSON.stringify(Object.entries(policy).toSorted());
    expect(policies.map(key).toSorted()).toEqual(wanted.map(key).toSorted());
  });

  it('carries the tenant along in every foreign key between tenant tables', async () => {
    const keys = await ask<{ name: string; from: string; to: string; pairs: string[] }>(
      `select k.conname as name, k.conrelid::regclass::text as "from",
        k.confrelid::regclass::text as "to",
        array(select a.attname || '=' || b.attname from unnest(k.conkey, k.confkey) as u (x, y)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.x
          join pg_attribute b on b.attrelid = k.confrelid and b.attnum = u.y)::text[] as pairs
       from pg_constraint k where k.contype = 'f'`,
    );
    const tenantTables: readonly string[] = TENANT_TABLES;
    const between = keys.filter(
      (k) => tenantTables.includes(k.from) && tenantTables.includes(k.to),
    );
    expect(between.length).toBeGreaterThan(10);
    const loose = between.filter(
      ({ pairs }) => pairs.length !== 2 || !pairs.includes('tenant_id=tenant_id'),
    );
    expect(loose).toEqual([]);
    // And none leads from one tenant's table to the platform's tables but to name a person.
    const outward = keys.filter((k) => tenantTables.includes(k.from) && !between.includes(k));
    expect(new Set(outward.map(({ to }) => to))).toEqual(new Set(['tenants', 'users']));
  });

  it('gives the sign-in roles no powers and no possessions', async () => {
    const roles = await ask<Record<string, unknown>>(
      `select rolname as name, rolsuper or rolbypassrls or rolcreatedb or rolcreaterole
          or rolreplication as power,
        (select count(*)::int from pg_auth_members m where m.member = r.oid) as memberships,
        (select count(*)::int from pg_class c where c.relowner = r.oid) as owned,
        has_schema_privilege(r.oid, 'public', 'create') as ddl,
        has_database_privilege(r.oid, current_database(), 'create') as schemas,
        has_database_privilege(r.oid, current_database(), 'temporary') as temporary
       from pg_roles r where rolname in ('renum_app', 'renum_platform') order by rolname`,
    );
    const powerless = {
      power: false,
      memberships: 0,
      owned: 0,
      ddl: false,
      schemas: false,
      temporary: false,
    };
    expect(roles).toEqual([
      { name: 'renum_app', ...powerless },
      { name: 'renum_platform', ...powerless },
    ]);
  });

  it('grants no TRUNCATE, REFERENCES or TRIGGER, and no changes to what is append-only', async () => {
    const grants = await ask<{ table: string; role: string; right: string }>(
      `select table_name as "table", grantee as role, privilege_type as "right"
        from information_schema.role_table_grants where table_schema = 'public'
          and grantee <> 'renum_owner'`,
    );
    const usual = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
    expect(grants.filter(({ right }) => !usual.includes(right))).toEqual([]);
    const appendOnly: readonly string[] = APPEND_ONLY_TABLES;
    const rewriting = grants.filter(
      ({ table, right }) => appendOnly.includes(table) && ['UPDATE', 'DELETE'].includes(right),
    );
    expect(rewriting).toEqual([{ ...PRUNED_TABLE, right: 'DELETE' }]);
    const platform: readonly string[] = PLATFORM_TABLES;
    const seen = grants.filter(
      ({ table, role }) => platform.includes(table) && role === 'renum_app',
    );
    expect(seen).toEqual([]);
    expect(new Set(grants.map(({ role }) => role))).toEqual(
      new Set(['renum_app', 'renum_platform']),
    );
  });

  it('lets one role change two columns of one append-only table, and only these', async () => {
    const grants = await ask<{ table: string; column: string; role: string }>(
      `select table_name as "table", column_name as "column", grantee as role
        from information_schema.role_column_grants where table_schema = 'public'
          and grantee <> 'renum_owner' and privilege_type in ('UPDATE', 'REFERENCES')`,
    );
    const appendOnly: readonly string[] = APPEND_ONLY_TABLES;
    const { table, columns, role } = RESEALED_COLUMNS;
    const order = (a: { column: string }, b: { column: string }) =>
      a.column.localeCompare(b.column);
    expect(grants.filter((grant) => appendOnly.includes(grant.table)).toSorted(order)).toEqual(
      columns.map((column) => ({ table, column, role })).toSorted(order),
    );
  });
});
