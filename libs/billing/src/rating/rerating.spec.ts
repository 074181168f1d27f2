import { auditEntities, AuditService } from '@renum/audit';
import type { PriceFee, PriceRules } from '@renum/contracts';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { InvoiceDesk } from '../invoices/invoice-desk';
import { LedgerWorld } from '../spec/ledger-world';
import type { UsageRow } from '../usage-record';
import { Rerating } from './rerating';

const MONTH = '2026-01';
const upTo = (most: number) => Math.floor(Math.random() * (most + 1));
const calls = (...tiers: [number | null, number][]): PriceFee => ({
  ...{ key: 'calls', unit: 'calls', per: 1 },
  tiers: tiers.map(([end, price]) => ({ upTo: end, priceNano: String(price) })),
});
const GONE: PriceFee = { ...calls([5, 0], [null, 1000]), key: 'gone' };
const OLD: PriceRules = {
  markupBp: 1000,
  fees: [{ ...calls([null, 100]), provider: 'github' }, GONE],
};
const NEW: PriceRules = {
  markupBp: 2345,
  fees: [
    calls([10, 0], [60, 333], [null, 77]),
    {
      ...{ key: 'credits', unit: 'quantity', meter: 'credits', per: 10 },
      tiers: [{ upTo: null, priceNano: '12345' }],
    },
    {
      ...{ key: 'sandboxes', unit: 'quantity', kind: 'sandbox', operation: 'small', per: 1 },
      tiers: [
        { upTo: 50, priceNano: '0' },
        { upTo: null, priceNano: '321' },
      ],
    },
  ],
};
/** What the platform itself provides, which a fee without a kind is not for. */
const SANDBOX = { kind: 'sandbox', provider: 'renum', meter: 'sandbox_seconds' } as const;

/** Months that are rated anew; on the real roles. */
describe('re-rating', () => {
  let db: TestDatabase;
  let world: LedgerWorld<TestTenant>;
  let rating: Rerating;
  let invoices: InvoiceDesk;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: auditEntities });
    world = new LedgerWorld(db.platform, () =>
      testTenant(db, { createdAt: new Date('2026-01-01') }),
    );
    rating = new Rerating(db.platform, new AuditService());
    invoices = new InvoiceDesk(db.platform, new AuditService());
  });
  afterAll(() => db.drop());

  const publish = (tenant: TestTenant, rules: PriceRules, from = 0) =>
    world.books.publish(
      { name: `book-${tenant.id}`, effectiveFrom: new Date(from), rules },
      tenant.owner.userId,
    );
  const one = (tenant: TestTenant, at = `${MONTH}-15T00:00:00.000Z`): UsageRow =>
    world.event(tenant, { at });
  const events = (tenant: TestTenant, count: number, at?: string): UsageRow[] => {
    const agents = [newId(), newId()];
    return Array.from({ length: count }, (_, index) => ({
      ...world.event(tenant, {
        at: at ?? `${MONTH}-${String(1 + upTo(27)).padStart(2, '0')}T10:00:00.${100 + upTo(899)}Z`,
        ...(index % 3 === 2 ? { apiKeyId: newId() } : { agentId: agents[index % 2] }),
        ...(upTo(1) ? { meter: 'credits', quantityMilli: upTo(9_999) } : {}),
        provider: index % 4 ? 'tavily' : 'github',
        costNano: BigInt(upTo(9_999)),
        platformKey: upTo(1) === 1,
      }),
      ...(index % 5 === 4 && { ...SANDBOX, operation: index % 2 ? 'small' : 'large' }),
    }));
  };
  const inOrder = (rows: UsageRow[]) => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const chargesOf = async (tenant: TestTenant): Promise<string[]> => {
    const rows = await world.ask<{ charge: string }>(
      `select sum(charge_nano)::text as charge from usage_charges where tenant_id = ?
       group by event_id order by event_id`,
      [tenant.id],
    );
    return rows.map(({ charge }) => charge);
  };
  const apply = (tenant: TestTenant, intoOpenMonth = false) =>
    rating.apply({ tenantId: tenant.id, month: MONTH, intoOpenMonth });
  const preview = (tenant: TestTenant) => rating.preview({ tenantId: tenant.id, month: MONTH });

  it('comes to what events would have cost had the prices been there at first', async () => {
    const [tenant, twin] = [await world.tenant(OLD), await world.tenant(NEW)];
    const rows = events(tenant, 200);
    for (let at = 0; at < 200; at += 37) await world.write(rows.slice(at, at + 37).toReversed());
    const twins = inOrder(rows).map((row) => ({ ...row, id: newId(), tenant_id: twin.id }));
    for (let at = 0; at < 200; at += 41) await world.write(twins.slice(at, at + 41));
    await publish(tenant, NEW);
    const before = BigInt(await world.chargeOf(tenant.id));
    const seen = await preview(tenant);
    expect(BigInt(await world.chargeOf(tenant.id))).toBe(before);
    const done = await apply(tenant);
    expect(done).toEqual({ ...seen, applied: true, correctionId: expect.any(String) });
    expect(await chargesOf(tenant)).toEqual(await chargesOf(twin));
    expect(BigInt(seen.before.nano)).toBe(before);
    expect(seen.after.nano).toBe(await world.chargeOf(tenant.id));
    expect(BigInt(seen.difference.nano)).toBe(BigInt(seen.after.nano) - before);
    const sum = (key: 'before' | 'after') =>
      seen.lines.reduce((all, line) => all + BigInt(line[key].nano), 0n);
    expect(sum('after') - sum('before')).toBe(BigInt(seen.difference.nano));
    expect(seen.events).toBe(200);
    // The ledger and the place in the tiers are the twin's too.
    expect(await world.balances(tenant.id)).toEqual(await world.balances(twin.id));
    await world.write([one(tenant), one(twin)]);
    expect((await chargesOf(tenant)).at(-1)).toBe((await chargesOf(twin)).at(-1));
    for (const its of [tenant, twin]) await publish(its, { markupBp: 0, fees: [GONE] });
    await world.write([one(tenant), one(twin)]);
    expect((await chargesOf(tenant)).at(-1)).toBe('0');
    expect((await chargesOf(twin)).at(-1)).toBe('0');
  });

  it('done again corrects nothing, nor does it where the prices are the same', async () => {
    const tenant = await world.tenant(NEW);
    for (const row of events(tenant, 40).toReversed()) await world.write([row]);
    const charged = await chargesOf(tenant);
    expect(await apply(tenant)).toMatchObject({ changed: 0, difference: { nano: '0' }, lines: [] });
    expect(await chargesOf(tenant)).toEqual(charged);
    await publish(tenant, OLD);
    const all = await Promise.all([apply(tenant), apply(tenant), apply(tenant)]);
    expect(all.filter(({ correctionId }) => correctionId !== undefined)).toHaveLength(1);
    const corrected = await chargesOf(tenant);
    expect(corrected).not.toEqual(charged);
    expect(await apply(tenant)).toMatchObject({ changed: 0 });
    expect(await chargesOf(tenant)).toEqual(corrected);
    await publish(tenant, NEW);
    await apply(tenant);
    expect((await world.balances(tenant.id))['revenue']).toBe(await world.chargeOf(tenant.id));
  });

  it('rates each event by the version of its moment, and by another contract', async () => {
    const tenant = await world.tenant({ fees: [calls([null, 100])] });
    const at = (day: string) => one(tenant, `${MONTH}-${day}T00:00:00.000Z`);
    await world.write([at('05'), at('14'), at('15'), at('25')]);
    await publish(tenant, { markupBp: 0, fees: [calls([null, 7])] }, Date.UTC(2026, 0, 15));
    expect(await apply(tenant)).toMatchObject({ changed: 2, difference: { nano: '-186' } });
    const name = `contract-${tenant.id}`;
    const rules = { markupBp: 0, fees: [calls([null, 1000])] };
    const effectiveFrom = new Date(0);
    await world.books.publish({ name, effectiveFrom, rules }, tenant.owner.userId);
    await world.desk.setTerms(tenant.id, { priceBook: name }, tenant.owner.userId);
    expect(await apply(tenant)).toMatchObject({ changed: 4, after: { nano: '4000' } });
    expect(await world.chargeOf(tenant.id)).toBe('4000');
  });

  it('charges what was never charged, and leaves other months alone', async () => {
    const tenant = await world.tenant();
    await world.write([one(tenant), one(tenant), one(tenant, '2026-02-01T00:00:00.000Z')]);
    await expect(apply(tenant)).rejects.toMatchObject({ code: 'conflict' });
    await publish(tenant, { markupBp: 0, fees: [calls([1, 0], [null, 50])] });
    const terms = { priceBook: `book-${tenant.id}` };
    await world.desk.setTerms(tenant.id, terms, tenant.owner.userId);
    expect(await apply(tenant)).toMatchObject({ events: 2, after: { nano: '50' } });
    expect(await world.balances(tenant.id)).toEqual({ receivable: '-50', revenue: '50' });
    expect(await apply(tenant)).toMatchObject({ changed: 0 });
    await expect(rating.apply({ tenantId: newId(), month: MONTH })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('leaves a month on an invoice as it is; the open one bears the difference', async () => {
    const tenant = await world.tenant({ fees: [calls([null, 10_000_000])] });
    const operator = tenant.owner.userId;
    await world.write([one(tenant), one(tenant), one(tenant)]);
    const draft = await invoices.draft(tenant.id, MONTH, operator);
    await publish(tenant, { markupBp: 0, fees: [calls([1, 0], [null, 30_000_000])] });
    await expect(apply(tenant, true)).rejects.toThrow('draft');
    await invoices.issue(draft.id, operator);
    await expect(apply(tenant)).rejects.toThrow('credit note');
    const seen = await preview(tenant);
    expect(seen).toMatchObject({ invoice: { id: draft.id, state: 'issued' } });
    expect(seen.difference.nano).toBe('30000000');
    const done = await apply(tenant, true);
    expect(done.into).toBe(new Date().toISOString().slice(0, 7));
    expect(await apply(tenant, true)).toMatchObject({ changed: 0 });
    // What is billed in the open month for another one is not its own.
    const open = await rating.preview({ tenantId: tenant.id, month: done.into });
    expect(open).toMatchObject({ events: 0, before: { nano: '0' } });
    const [billed] = await world.ask<{ months: string }>(
      `select json_object_agg(month, amount order by month)::text as months from (
         select to_char(month, 'YYYY-MM') as month, sum(charge_nano) as amount
         from usage_charges where tenant_id = ? group by 1) as sums`,
      [tenant.id],
    );
    const months = { [MONTH]: 30_000_000, [done.into]: 30_000_000 };
    expect(JSON.parse(billed?.months ?? '')).toEqual(months);
    expect((await invoices.draft(tenant.id, '2026-02', operator)).usage.nano).toBe('0');
    expect((await world.balances(tenant.id))['revenue']).toBe('60000000');
  });

  it('has lines of its own on another month’s invoice, which may come to less than nothing', async () => {
    const tenant = await world.tenant({ fees: [calls([null, 10_000_000])] });
    await world.write([one(tenant), one(tenant, '2026-02-03T00:00:00.000Z')]);
    // What a correction into an open month leaves behind, once that month is over.
    await world.ask(
      `insert into usage_charges (event_id, tenant_id, month, occurred_at, price_book_id, agent_id,
         provider, operation, quantity_milli, charge_nano, revision, correction_id, corrected_month)
       select event_id, tenant_id, '2026-02-01', occurred_at, price_book_id, agent_id, provider,
         operation, 0, -26000000, 1, ?, month from usage_charges
       where tenant_id = ? and month = '2026-01-01'`,
      [newId(), tenant.id],
    );
    const invoice = await invoices.draft(tenant.id, '2026-02', tenant.owner.userId);
    const lines = invoice.lines.map(({ item, events: count, amount }) => [
      item,
      count,
      amount.nano,
    ]);
    expect(lines.toSorted()).toEqual([
      ['tavily search, corrected for 2026-01', 0, '-26000000'],
      ['tavily search', 1, '10000000'],
    ]);
    // To the next cent, below zero too.
    expect(invoice).toMatchObject({ usage: { nano: '-16000000' }, total: { nano: '-20000000' } });
  });

  it('gives back what was taken, last first, and takes as usage does', async () => {
    const tenant = await world.tenant({ fees: [calls([null, 100])] }, 'prepaid');
    const operator = tenant.owner.userId;
    const grant = (amountNano: bigint) =>
      world.desk.grant(tenant.id, { id: newId(), amountNano }, operator);
    await grant(120n);
    await world.desk.topUp(tenant.id, { id: newId(), amountNano: 500n }, operator);
    await world.write([one(tenant), one(tenant)]);
    const left = async () => {
      const { grants = '0', wallet = '0' } = await world.balances(tenant.id);
      return { grants, wallet };
    };
    expect(await left()).toEqual({ grants: '0', wallet: '420' });
    const price = async (nano: number) => {
      await publish(tenant, { markupBp: 0, fees: [calls([null, nano])] });
      await apply(tenant);
      return left();
    };
    expect(await price(80)).toEqual({ grants: '0', wallet: '460' });
    expect(await price(20)).toEqual({ grants: '80', wallet: '500' });
    expect(await price(70)).toEqual({ grants: '0', wallet: '480' });
    expect(await price(0)).toEqual({ grants: '120', wallet: '500' });
  });

  it('loses and doubles nothing that comes in meanwhile', async () => {
    const tenant = await world.tenant(OLD);
    const rows = events(tenant, 300);
    await world.write(rows.slice(0, 100));
    await publish(tenant, NEW);
    // As the journal does: what the database could not take is written again.
    const insist = async (some: UsageRow[]): Promise<void> => {
      await world.write(some).catch(() => insist(some));
    };
    const writing = (async () => {
      for (let at = 100; at < 300; at += 20) await insist(rows.slice(at, at + 20));
    })();
    await Promise.all([apply(tenant), writing, apply(tenant)]);
    await apply(tenant);
    const total = await world.chargeOf(tenant.id);
    const twin = await world.tenant(NEW);
    const twins = inOrder(rows).map((row) => ({ ...row, id: newId(), tenant_id: twin.id }));
    await world.write(twins);
    expect(total).toBe(await world.chargeOf(twin.id));
    expect(await world.balances(tenant.id)).toEqual(await world.balances(twin.id));
  });
});
