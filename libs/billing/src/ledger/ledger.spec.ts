import { auditEntities } from '@renum/audit';
import { newId } from '@renum/platform';
import { invalidationChannel } from '@renum/queues';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { Redis } from 'ioredis';
import { WalletNews } from '../wallet/wallet-news';
import { LedgerWorld } from '../spec/ledger-world';
import { GrantExpiry } from './expiry';
import { post, type Entry } from './post';
import { WalletService } from './wallet.service';

const FEE = {
  key: 'calls',
  unit: 'calls' as const,
  per: 1,
  tiers: [{ upTo: null, priceNano: '1000' }],
};

describe('the ledger', () => {
  let db: TestDatabase;
  let world: LedgerWorld<TestTenant>;
  let tenant: TestTenant;
  let operator: string;
  const { url, prefix } = createTestRedis();
  const settings = { REDIS_URL: url, REDIS_PREFIX: prefix };
  const redis = new Redis(url);
  beforeAll(async () => {
    db = await createTestDatabase({ entities: auditEntities });
    world = new LedgerWorld(db.platform, () => testTenant(db));
  });
  beforeEach(async () => {
    tenant = await world.tenant({ fees: [FEE] }, 'prepaid');
    operator = tenant.owner.userId;
  });
  afterAll(async () => {
    redis.disconnect();
    await db.drop();
  });

  const wallet = () => tenant.run(() => new WalletService(db.tenants).get());
  const topUp = (amountNano: bigint, id = newId()) =>
    world.desk.topUp(tenant.id, { id, amountNano }, operator);
  const posting = (entries: Entry[]) =>
    db.platform.transaction((em) =>
      post(em, { id: newId(), tenantId: tenant.id, kind: 'adjustment', currency: 'USD', entries }),
    );

  it('refuses entries that do not sum to zero, at once', async () => {
    const entries = (amountNano: bigint): Entry[] => [
      { account: 'wallet', amountNano },
      { account: 'cost', amountNano: -5n },
    ];
    await expect(posting(entries(6n))).rejects.toThrow('do not sum to zero');
    await posting(entries(5n));
    expect(await world.balances(tenant.id)).toEqual({ wallet: '5', cost: '-5' });
  });

  it('refuses to unbalance a transaction that is there, and one without entries', async () => {
    await topUp(10n);
    const [made] = await world.ask<{ id: string }>(
      'select id from ledger_transactions where tenant_id = ?',
      [tenant.id],
    );
    const more = world.ask(
      `insert into ledger_entries (tenant_id, transaction_id, ordinal, account, amount_nano)
       values (?, ?, 9, 'wallet', 1)`,
      [tenant.id, made?.id],
    );
    await expect(more).rejects.toThrow('do not sum to zero');
    const empty = world.ask(
      `insert into ledger_transactions (id, tenant_id, kind, currency) values (?, ?, 'top_up', 'USD')`,
      [newId(), tenant.id],
    );
    await expect(empty).rejects.toThrow('has no entries');
  });

  const TABLES = ['ledger_transactions', 'ledger_entries', 'usage_charges', 'usage_events'];
  it.each(TABLES)('lets no role rewrite %s, and a tenant’s work not add to it', async (table) => {
    const asTenant = (sql: string) =>
      tenant.run(() => db.tenants.transaction((em) => em.execute(sql)));
    const [update, remove] = [`update ${table} set tenant_id = tenant_id`, `delete from ${table}`];
    for (const sql of [update, remove]) {
      await expect(world.ask(sql)).rejects.toThrow('permission denied');
      await expect(asTenant(sql)).rejects.toThrow('permission denied');
    }
    const insert = `insert into ${table} (tenant_id) values ('${tenant.id}')`;
    await expect(asTenant(insert)).rejects.toThrow('permission denied');
  });

  it.each(['ledger_balances', 'credit_grants', 'billing_accounts', 'charge_counters'])(
    'lets a tenant’s work only read %s',
    async (table) => {
      for (const sql of [
        `update ${table} set tenant_id = tenant_id`,
        `delete from ${table}`,
        `insert into ${table} (tenant_id) values ('${tenant.id}')`,
      ]) {
        const work = tenant.run(() => db.tenants.transaction((em) => em.execute(sql)));
        await expect(work).rejects.toThrow('permission denied');
      }
    },
  );

  it('makes a movement once, told fifty times at once; another under its id is refused', async () => {
    const id = newId();
    await Promise.all(Array.from({ length: 50 }, () => topUp(700n, id)));
    expect(await world.balances(tenant.id)).toEqual({ wallet: '700', payments: '-700' });
    await expect(topUp(701n, id)).rejects.toMatchObject({ code: 'conflict' });
    const asGrant = world.desk.grant(tenant.id, { id, amountNano: 700n }, operator);
    await expect(asGrant).rejects.toMatchObject({ code: 'conflict' });
  });

  it('stays whole while top-ups, grants, refunds and usage come at once', async () => {
    await topUp(1_000_000n);
    const acts = Array.from({ length: 40 }, (_, index) => {
      const movement = { id: newId(), amountNano: BigInt(index + 1) * 10n };
      if (index % 4 === 0) return world.desk.topUp(tenant.id, movement, operator);
      if (index % 4 === 1) return world.desk.grant(tenant.id, movement, operator);
      if (index % 4 === 2) return world.desk.refund(tenant.id, movement, operator);
      return world.write([world.event(tenant), world.event(tenant)]);
    });
    await Promise.all(acts);
    expect(await world.balances(tenant.id)).toMatchObject({ revenue: '20000' });
    const wrong = await world.ask(
      `select g.id from credit_grants g left join ledger_entries e on e.grant_id = g.id
       group by g.id having coalesce(sum(e.amount_nano), 0) <> g.remaining_nano`,
    );
    expect(wrong).toEqual([]);
  });

  it('says when a prepaid tenant has nothing left, and when it has again', async () => {
    expect((await wallet()).suspended).toMatchObject({ reason: 'wallet_empty' });
    expect((await topUp(1_500n)).suspended).toBeUndefined();
    await world.write([world.event(tenant)]);
    expect(await wallet()).toMatchObject({ balance: { nano: '500' } });
    expect((await wallet()).suspended).toBeUndefined();
    await world.write([world.event(tenant)]);
    expect(await wallet()).toMatchObject({ balance: { nano: '-500' } });
    expect((await wallet()).suspended).toBeDefined();
    await world.desk.grant(tenant.id, { id: newId(), amountNano: 600n }, operator);
    expect((await wallet()).suspended).toBeUndefined();
  });

  it('refunds no more than the wallet holds', async () => {
    await topUp(100n);
    const refund = (amountNano: bigint) =>
      world.desk.refund(tenant.id, { id: newId(), amountNano }, operator);
    await expect(refund(101n)).rejects.toMatchObject({ code: 'conflict' });
    expect((await refund(100n)).balance.nano).toBe('0');
  });

  it('books off what has expired, once', async () => {
    const expiresAt = new Date(Date.now() - 1);
    await world.desk.grant(tenant.id, { id: newId(), amountNano: 90n, expiresAt }, operator);
    const heard: string[] = [];
    const listener = redis.duplicate();
    await listener.subscribe(invalidationChannel(prefix));
    listener.on('message', (_channel, text) => heard.push(text));
    const expiry = new GrantExpiry(db.platform, new WalletNews(db.platform, redis, settings));
    const counts = await Promise.all([expiry.sweep(), expiry.sweep(), expiry.sweep()]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await world.balances(tenant.id)).toEqual({});
    expect((await wallet()).suspended).toBeDefined();
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    listener.disconnect();
    expect(JSON.parse(heard[0] ?? '')).toEqual({ type: 'tenant', tenantId: tenant.id });
  });

  it('shows a tenant its own side of each movement, newest first', async () => {
    await topUp(5_000n);
    await world.write([world.event(tenant)]);
    const service = new WalletService(db.tenants);
    const first = await tenant.run(() => service.transactions({ limit: 1 }));
    expect(first.items).toMatchObject([{ kind: 'usage', wallet: { nano: '-1000' } }]);
    expect(Object.keys(first.items[0] ?? {})).not.toContain('revenue');
    const rest = await tenant.run(() =>
      service.transactions({ limit: 1, cursor: first.nextCursor }),
    );
    expect(rest).toMatchObject({ items: [{ kind: 'top_up', wallet: { nano: '5000' } }] });
    const audit = await world.ask(
      `select action from audit_entries where tenant_id = ? order by id`,
      [tenant.id],
    );
    expect(audit).toEqual([{ action: 'billing.terms_changed' }, { action: 'wallet.top_up' }]);
  });
});
