import { newId } from '@renum/platform';
import { createTestDatabase, type TestDatabase } from '@renum/testing';
import {
  createDatabase,
  OWNER_ROLE,
  quoteName,
  runMigrations,
  urlOf,
  withConnection,
  type EntityManager,
} from './index';

/** The schema before external apps, with a tenant's data in it, brought up to date. */
describe('the migration to external apps', () => {
  let db: TestDatabase;
  let name: string;
  let url: string;
  let owner: string;
  const tenant = newId();
  const agent = newId();
  const key = newId();

  beforeAll(async () => {
    db = await createTestDatabase();
    name = `renum_test_${newId().replaceAll('-', '')}`;
    await createDatabase(db.adminUrl, name);
    const { password } = new URL(db.ownerUrl);
    owner = urlOf(db.adminUrl, { database: name, role: OWNER_ROLE, password });
    url = db.adminUrl.replace(/\/[^/]*$/, `/${name}`);
    await runMigrations(owner, '0008-invoices');
    await withConnection(url, fill);
    expect(await runMigrations(owner)).toContain('0009-gateway');
  });
  afterAll(async () => {
    await withConnection(db.adminUrl, (em) =>
      em.execute(`drop database ${quoteName(name)} with (force)`),
    );
    await db.drop();
  });

  const ask = <T extends object>(sql: string, params: unknown[] = []): Promise<T[]> =>
    withConnection(url, (em) => em.execute<T[]>(sql, params));

  async function fill(em: EntityManager): Promise<void> {
    await em.execute(`insert into tenants (id, name, slug) values (?, 'T', 't')`, [tenant]);
    await em.execute(
      `insert into api_keys (id, tenant_id, name, role, hint, key_hash)
       values (?, ?, 'Shop', 'builder', 'abcd', '\\x01')`,
      [key, tenant],
    );
    await em.execute(
      `insert into price_books (id, name, version, effective_from, rules)
       values (gen_random_uuid(), 'b', 1, '2020-01-01', cast(? as jsonb))`,
      [JSON.stringify({ markupBp: 0, fees: [FEE] })],
    );
    await em.execute(`insert into billing_accounts (tenant_id, price_book) values (?, 'b')`, [
      tenant,
    ]);
    for (const at of ['2026-01-31T23:10:00Z', '2026-01-31T23:20:00Z', '2026-02-01T00:00:00Z'])
      await em.execute(
        `insert into usage_events (id, tenant_id, occurred_at, kind, agent_id, agent_version_id,
           thread_id, run_id, instance_id, provider, operation, cost_nano, output_tokens)
         values (gen_random_uuid(), ?, ?, 'llm', ?, ?, ?, ?, ?, 'openai', 'chat', 5, 10)`,
        [tenant, at, agent, agent, agent, agent, agent],
      );
    await em.execute(
      `insert into budgets (id, tenant_id, scope, provider, period, limit_nano)
       values (gen_random_uuid(), ?, 'provider', 'openai', 'month', 100)`,
      [tenant],
    );
    await em.execute(
      `insert into call_refusals (id, tenant_id, at, agent_id, agent_version_id, thread_id, run_id,
         instance_id, provider, method, path, code, reason)
       values (gen_random_uuid(), ?, now(), ?, ?, ?, ?, ?, 'openai', 'POST', '/', 'overloaded', '')`,
      [tenant, agent, agent, agent, agent, agent],
    );
  }

  const event = (more: Record<string, unknown>) => {
    const row = {
      id: newId(),
      tenant_id: tenant,
      occurred_at: '2026-01-31T23:30:00Z',
      kind: 'llm',
      provider: 'openai',
      operation: 'chat',
      cost_nano: 7,
      output_tokens: 90,
      duration_ms: 2_000,
      ...more,
    };
    const names = Object.keys(row);
    return ask(
      `insert into usage_events (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
      Object.values(row),
    );
  };

  it('keeps what was there, and what it summed and charged', async () => {
    expect(
      await ask(`select agent_id, api_key_id, sum(calls)::int as calls, count(*)::int as hours,
        sum(cost_nano)::int as cost from usage_hourly group by 1, 2`),
    ).toEqual([{ agent_id: agent, api_key_id: null, calls: 3, hours: 2, cost: 15 }]);
    expect(
      await ask('select count(*)::int as count, sum(charge_nano)::int as sum from usage_charges'),
    ).toEqual([{ count: 3, sum: 3000 }]);
    expect(await ask('select scopes, models from api_keys')).toEqual([
      { scopes: ['api'], models: null },
    ]);
    expect(await ask('select kind from tenants')).toEqual([{ kind: 'company' }]);
    expect(await ask('select platform_keys from billing_accounts')).toEqual([
      { platform_keys: false },
    ]);
    expect(await ask('select count(*)::int as count from call_refusals')).toEqual([{ count: 1 }]);
  });

  it('sums and charges an app’s events beside an agent’s, with their time to the first token', async () => {
    const before = await ask<{ calls: number }>(SUM, [agent]);
    await event({ api_key_id: key, first_token_ms: 500 });
    await event({ api_key_id: key, first_token_ms: 300 });
    await event({ api_key_id: key, cost_nano: 1 });
    expect(await ask(SUM, [agent])).toEqual(before);
    expect(
      await ask(
        `select calls::int as calls, cost_nano::int as cost, first_token_ms::int as first,
          first_token_calls::int as firsts, generated_tokens::int as tokens,
          generation_ms::int as ms, charge_nano::int as charge from usage_hourly where api_key_id = ?`,
        [key],
      ),
    ).toEqual([
      { calls: 3, cost: 15, first: 800, firsts: 2, tokens: 180, ms: 3_200, charge: 3_000 },
    ]);
    expect(
      await ask(
        `select agent_id, api_key_id, count(*)::int as count, sum(charge_nano)::int as sum
           from usage_charges group by 1, 2 order by agent_id`,
      ),
    ).toEqual([
      { agent_id: agent, api_key_id: null, count: 3, sum: 3000 },
      { agent_id: null, api_key_id: key, count: 3, sum: 3000 },
    ]);
  });

  it.each([
    ['an event of nobody', () => event({})],
    ['a key without a scope', () => ask(`update api_keys set scopes = '{}'`)],
    ['a scope that there is not', () => ask(`update api_keys set scopes = '{admin}'`)],
    [
      'a budget of an app without its key',
      () =>
        ask(
          `insert into budgets (id, tenant_id, scope, period, limit_nano)
           values (gen_random_uuid(), ?, 'app', 'day', 1)`,
          [tenant],
        ),
    ],
  ])('refuses %s', async (_, work) => {
    await expect(work()).rejects.toMatchObject({ code: '23514' });
  });

  it('knows one budget of an app and period', async () => {
    const make = () =>
      ask(
        `insert into budgets (id, tenant_id, scope, api_key_id, period, limit_nano)
         values (gen_random_uuid(), ?, 'app', ?, 'day', 1)`,
        [tenant, key],
      );
    await make();
    await expect(make()).rejects.toMatchObject({ code: '23505' });
  });

  it('has one tenant of the platform’s own, which no company’s things get into', async () => {
    const made = newId();
    const make = (id: string, slug: string) =>
      ask(`insert into tenants (id, name, slug, kind) values (?, 'P', ?, 'platform')`, [id, slug]);
    await make(made, 'platform');
    await expect(make(newId(), 'other')).rejects.toMatchObject({ code: '23505' });
    const nobody = ask(`insert into agents (id, tenant_id, name) values (?, ?, 'A')`, [
      newId(),
      made,
    ]);
    await expect(nobody).rejects.toThrow('the platform');
    const keyOf = ask(
      `insert into api_keys (id, tenant_id, name, role, hint, key_hash)
       values (?, ?, 'K', 'builder', 'abcd', '\\x02')`,
      [newId(), made],
    );
    await expect(keyOf).rejects.toThrow('the platform');
    for (const [id, kind] of [
      [made, 'company'],
      [tenant, 'platform'],
    ])
      await expect(
        ask('update tenants set kind = ? where id = ?', [kind, id]),
      ).rejects.toMatchObject({ code: '23514' });
  });
});

const SUM = 'select sum(calls)::int as calls from usage_hourly where agent_id = ?';
const FEE = {
  key: 'calls',
  unit: 'calls',
  per: 1,
  tiers: [{ upTo: null, priceNano: '1000' }],
};
