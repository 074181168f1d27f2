import { auditEntities, AuditService } from '@renum/audit';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { LedgerWorld } from '../spec/ledger-world';
import { billableMonths } from './billable-month';
import { InvoiceDesk } from './invoice-desk';
import { MonthlyInvoices } from './monthly-invoices';

const FEES = [
  { key: 'c', unit: 'calls' as const, per: 1, tiers: [{ upTo: null, priceNano: '1000000000' }] },
];

describe('the months to bill', () => {
  it.each([
    ['2026-11-01T05:59:59Z', ['2026-08', '2026-09']],
    ['2026-11-01T06:00:00Z', ['2026-09', '2026-10']],
    ['2027-01-31T23:00:00Z', ['2026-11', '2026-12']],
  ])('at %s are %j', (now, months) => {
    expect(billableMonths(new Date(now), 6)).toEqual(months);
  });
});

/** Real: PostgreSQL with its ledger. Each test has a month of its own, since all tenants are billed. */
describe('a month of all tenants', () => {
  let db: TestDatabase;
  let world: LedgerWorld<TestTenant>;
  let invoices: MonthlyInvoices;
  let desk: InvoiceDesk;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: auditEntities });
    world = new LedgerWorld(db.platform, () => testTenant(db));
    invoices = new MonthlyInvoices(db.platform, new AuditService());
    desk = new InvoiceDesk(db.platform, new AuditService());
  });
  afterAll(() => db.drop());

  const used = async (tenant: TestTenant, month: string) =>
    world.write([world.event(tenant, { at: `${month}-15T10:00:00.000Z` })]);
  const tenants = async (count: number, month: string): Promise<TestTenant[]> => {
    const made: TestTenant[] = [];
    for (let index = 0; index < count; index += 1) {
      const tenant = await world.tenant({ fees: FEES });
      await used(tenant, month);
      made.push(tenant);
    }
    return made;
  };
  const of = async (tenant: TestTenant) =>
    (await desk.list(tenant.id, { limit: 10 })).items.map(({ month, state, total, number }) => ({
      month,
      state,
      total: total.nano,
      numbered: number !== undefined,
    }));
  const issued = (month: string) => ({
    month,
    state: 'issued',
    total: '1000000000',
    numbered: true,
  });

  it('is billed once, by however many at once, and without a gap in the numbers', async () => {
    const month = '2026-01';
    const all = await tenants(8, month);
    const runs = await Promise.all(
      Array.from({ length: 4 }, () => invoices.run({ month, issue: true })),
    );
    expect(runs.reduce((sum, run) => sum + run.issued, 0)).toBe(8);
    expect(runs.every(({ failed }) => failed === 0)).toBe(true);
    for (const tenant of all) expect(await of(tenant)).toEqual([issued(month)]);
    expect(await invoices.run({ month, issue: true })).toEqual({
      month,
      issued: 0,
      drafted: 0,
      failed: 0,
    });
    const [numbers] = await world.ask<{ count: number; last: number }>(
      `select count(*)::int as count, max(right(number, 6)::int) as last from invoices
       where number is not null`,
    );
    expect(numbers?.count).toBe(numbers?.last);
    const audit = await world.ask(
      `select action, actor_type from audit_entries where tenant_id = ? and action like 'invoice%'
       order by id`,
      [all[0]?.id],
    );
    expect(audit).toEqual([
      { action: 'invoice.drafted', actor_type: 'system' },
      { action: 'invoice.issued', actor_type: 'system' },
    ]);
  });

  it('is not billed where nothing was charged, unless that is wanted', async () => {
    const month = '2026-02';
    const [idle] = await tenants(1, month);
    const free = await world.tenant({ fees: [] });
    await used(free, month);
    const nobody = await world.tenant();
    await used(nobody, month);
    for (const table of ['tenants', 'billing_accounts'])
      await world.ask(`update ${table} set created_at = '2026-01-01'`);
    expect(await invoices.run({ month, issue: true })).toMatchObject({ issued: 1 });
    expect(await of(free)).toEqual([]);
    await invoices.run({ month, issue: true, empty: true });
    expect(await of(free)).toEqual([{ ...issued(month), state: 'paid', total: '0' }]);
    const audit = await world.ask(
      `select action, actor_type from audit_entries where tenant_id = ? and action like 'invoice%'
       order by id`,
      [free.id],
    );
    expect(audit).toEqual(
      ['drafted', 'issued', 'paid'].map((done) => ({
        action: `invoice.${done}`,
        actor_type: 'system',
      })),
    );
    expect(await of(nobody)).toEqual([]);
    expect(await of(idle as TestTenant)).toEqual([issued(month)]);
  });

  it('is left to the person who has begun to bill it', async () => {
    const month = '2026-03';
    const [drafted, voided] = await tenants(2, month);
    if (!drafted || !voided) throw new Error('no tenants');
    const operator = drafted.owner.userId;
    await desk.draft(drafted.id, month, operator);
    await desk.void((await desk.draft(voided.id, month, operator)).id, operator);
    await invoices.run({ month, issue: true });
    expect((await of(drafted)).map(({ state }) => state)).toEqual(['draft']);
    expect((await of(voided)).map(({ state }) => state)).toEqual(['void']);
  });

  it('can be left in drafts, as the doing of an operator', async () => {
    const month = '2026-04';
    const [tenant] = await tenants(1, month);
    if (!tenant) throw new Error('no tenant');
    const operatorId = newId();
    const run = await invoices.run({ month, issue: false, operatorId });
    expect(run).toMatchObject({ issued: 0, drafted: 1 });
    expect((await of(tenant)).map(({ state, numbered }) => [state, numbered])).toEqual([
      ['draft', false],
    ]);
    const [entry] = await world.ask(
      `select actor_id from audit_entries where tenant_id = ? and action = 'invoice.drafted'`,
      [tenant.id],
    );
    expect(entry).toEqual({ actor_id: operatorId });
  });

  it('leaves nothing behind of a bill that did not come about', async () => {
    const month = '2026-05';
    const [tenant] = await tenants(1, month);
    if (!tenant) throw new Error('no tenant');
    // The last thing it does: the number is given by then.
    const dying = new MonthlyInvoices(db.platform, {
      record: (_em, { action }) =>
        action === 'invoice.issued' ? Promise.reject(new Error('killed')) : Promise.resolve(),
    });
    expect(await dying.run({ month, issue: true })).toMatchObject({ issued: 0, failed: 1 });
    expect(await of(tenant)).toEqual([]);
    expect(await invoices.run({ month, issue: true })).toMatchObject({ issued: 1, failed: 0 });
    expect(await of(tenant)).toEqual([issued(month)]);
    const [numbers] = await world.ask<{ gaps: number }>(
      `select max(right(number, 6)::int) - count(*)::int as gaps from invoices
       where number is not null`,
    );
    expect(numbers?.gaps).toBe(0);
  });

  it('is not billed before it is over', async () => {
    const month = new Date().toISOString().slice(0, 7);
    await expect(invoices.run({ month, issue: true })).rejects.toMatchObject({ code: 'conflict' });
  });
});
