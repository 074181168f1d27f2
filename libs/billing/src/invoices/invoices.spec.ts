import { auditEntities, AuditService } from '@renum/audit';
import type { InvoiceDetailView, PriceFee } from '@renum/contracts';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { LedgerWorld } from '../spec/ledger-world';
import { InvoiceDesk } from './invoice-desk';
import { InvoicesService } from './invoices.service';

const FEES: PriceFee[] = [
  {
    key: 'calls',
    unit: 'calls',
    per: 1000,
    tiers: [
      { upTo: 20, priceNano: '0' },
      { upTo: 90, priceNano: '123456789' },
      { upTo: null, priceNano: '100000001' },
    ],
  },
  {
    key: 'credits',
    unit: 'quantity',
    meter: 'credits',
    per: 10,
    tiers: [{ upTo: null, priceNano: '12345677' }],
  },
];
const CENT = 10_000_000n;
const MONTH = '2026-01';
const SINCE = { createdAt: new Date('2026-01-20T00:00:00Z') };
const upTo = (most: number) => Math.floor(Math.random() * (most + 1));

describe('invoices', () => {
  let db: TestDatabase;
  let world: LedgerWorld<TestTenant>;
  let desk: InvoiceDesk;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: auditEntities });
    world = new LedgerWorld(db.platform, () => testTenant(db));
    desk = new InvoiceDesk(db.platform, new AuditService());
  });
  afterAll(() => db.drop());

  const nano = (invoice: InvoiceDetailView) => ({
    usage: BigInt(invoice.usage.nano),
    credits: BigInt(invoice.credits.nano),
    prepaid: BigInt(invoice.prepaid.nano),
    tax: BigInt(invoice.tax.amount.nano),
    rounding: BigInt(invoice.rounding.nano),
    total: BigInt(invoice.total.nano),
    lines: invoice.lines.reduce((sum, { amount }) => sum + BigInt(amount.nano), 0n),
  });
  const used = async (tenant: TestTenant, count: number, month = MONTH): Promise<void> => {
    const actors = [{ agentId: newId() }, { agentId: newId() }, { apiKeyId: newId() }];
    const rows = Array.from({ length: count }, (_, index) =>
      world.event(tenant, {
        at: `${month}-${String(1 + upTo(27)).padStart(2, '0')}T10:00:00.${100 + upTo(899)}Z`,
        ...actors[index % 3],
        provider: ['tavily', 'github'][upTo(1)],
        ...(upTo(1) ? { meter: 'credits', quantityMilli: upTo(9_999) } : {}),
        costNano: BigInt(upTo(999_999)),
        platformKey: upTo(1) === 1,
      }),
    );
    for (let at = 0; at < count; at += 37) await world.write(rows.slice(at, at + 37));
  };
  const billed = async (tenant: TestTenant, taxBp = 0): Promise<InvoiceDetailView> => {
    const operator = tenant.owner.userId;
    await world.desk.setTerms(tenant.id, { taxBp, taxName: 'USt' }, operator);
    return desk.draft(tenant.id, MONTH, operator);
  };

  it.each([
    ['postpaid', 0n, 0n],
    ['postpaid', 900_000_000n, 0n],
    ['prepaid', 900_000_000n, 0n],
    ['prepaid', 0n, 10n ** 12n],
  ] as const)(
    'are the sum of their events, to the nano-unit (%s, granted %s, paid in %s)',
    async (mode, granted, paidIn) => {
      const tenant = await world.tenant({ markupBp: 1333, fees: FEES }, mode);
      const operator = tenant.owner.userId;
      const movement = (amountNano: bigint) => ({ id: newId(), amountNano });
      if (granted > 0n) await world.desk.grant(tenant.id, movement(granted), operator);
      if (paidIn > 0n) await world.desk.topUp(tenant.id, movement(paidIn), operator);
      await used(tenant, 400);
      const invoice = await billed(tenant, 1900);
      const is = nano(invoice);
      expect(is.usage).toBe(BigInt(await world.chargeOf(tenant.id)));
      expect(is.usage).toBeGreaterThan(CENT);
      expect(is.lines).toBe(is.usage);
      expect(invoice.lines.reduce((sum, { events }) => sum + events, 0)).toBe(400);
      const ofApps = invoice.lines.filter(({ apiKeyName }) => apiKeyName === 'Deleted app');
      expect(ofApps.reduce((sum, { events }) => sum + events, 0)).toBe(133);
      expect(is.total).toBe(is.usage - is.credits - is.prepaid + is.tax + is.rounding);
      expect(is.total % CENT).toBe(0n);
      expect(is.rounding <= CENT / 2n && is.rounding >= -CENT / 2n).toBe(true);
      await desk.issue(invoice.id, operator);
      const { receivable = '0', revenue, tax } = await world.balances(tenant.id);
      expect({ receivable, revenue, tax }).toEqual({
        receivable: String(-is.total),
        revenue: String(is.usage + is.rounding),
        tax: String(is.tax),
      });
      await desk.pay(invoice.id, operator);
      expect((await world.balances(tenant.id))['receivable'] ?? '0').toBe('0');
    },
  );

  it('close their month: what comes late is on the next one, and on one only', async () => {
    const tenant = await world.tenant({ fees: FEES });
    const operator = tenant.owner.userId;
    await used(tenant, 50);
    const first = nano(await billed(tenant));
    await used(tenant, 50);
    await used(tenant, 50, '2026-02');
    const second = nano(await desk.draft(tenant.id, '2026-02', operator));
    expect(first.usage + second.usage).toBe(BigInt(await world.chargeOf(tenant.id)));
    await expect(billed(tenant)).rejects.toMatchObject({ code: 'conflict' });
    const now = new Date().toISOString().slice(0, 7);
    await expect(desk.draft(tenant.id, now, operator)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('lose and double nothing while usage comes in as they are made', async () => {
    const tenant = await world.tenant({ fees: FEES });
    const writing = Promise.all([used(tenant, 200), used(tenant, 200)]);
    const first = nano(await billed(tenant));
    await writing;
    const second = nano(await desk.draft(tenant.id, '2026-02', tenant.owner.userId));
    expect(first.usage + second.usage).toBe(BigInt(await world.chargeOf(tenant.id)));
    await world.balances(tenant.id);
  });

  it('are of months in which there was the tenant, or something was charged', async () => {
    const tenant = await world.tenant({ fees: FEES });
    const operator = tenant.owner.userId;
    await world.ask('update tenants set created_at = ? where id = ?', [SINCE.createdAt, tenant.id]);
    const draft = (month: string) => desk.draft(tenant.id, month, operator);
    const early = { code: 'validation_failed', message: 'The tenant’s first month is 2026-01.' };
    await expect(draft('2025-12')).rejects.toMatchObject(early);
    expect(await desk.list(tenant.id, { limit: 10 })).toEqual({ items: [] });
    // Closed it is not, either: what was used then can still come in.
    await world.write([world.event(tenant, { at: '2025-12-31T23:59:59.999Z' })]);
    expect((await draft('2025-12')).lines).toHaveLength(1);
    await expect(draft('2025-11')).rejects.toMatchObject(early);
    expect(await draft('2026-01')).toMatchObject({ state: 'draft', lines: [] });
  });

  it('have numbers without gaps, issued fifty at once, some failing, some twice', async () => {
    const drafts = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const tenant = await testTenant(db, SINCE);
        const operator = tenant.owner.userId;
        return { operator, id: (await desk.draft(tenant.id, MONTH, operator)).id };
      }),
    );
    const failing = drafts.map(() =>
      // A number is taken, and its work comes to nothing.
      world.ask(
        `with taken as (insert into document_numbers (series, year, last)
           values ('INV', extract(year from now() at time zone 'UTC'), 1)
           on conflict (series, year) do update set last = document_numbers.last + 1 returning last)
         select last / 0 from taken`,
      ),
    );
    const issues = drafts.flatMap(({ id, operator }) => [
      desk.issue(id, operator),
      desk.issue(id, operator),
    ]);
    await Promise.allSettled(failing);
    const outcomes = await Promise.allSettled([...issues, ...failing]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    const rows = await world.ask<{ number: string }>(
      'select number from invoices where number is not null order by number',
    );
    const year = new Date().getUTCFullYear();
    expect(rows.map(({ number }) => number)).toEqual(
      rows.map((_, index) => `INV-${year}-${String(index + 1).padStart(6, '0')}`),
    );
    expect(rows.length).toBeGreaterThanOrEqual(50);
  });

  it('move only as they may, in the service and in the database', async () => {
    const tenant = await world.tenant({ fees: FEES });
    const operator = tenant.owner.userId;
    await used(tenant, 100);
    const { id } = await billed(tenant);
    const illegal = { code: 'illegal_transition' };
    await expect(desk.pay(id, operator)).rejects.toMatchObject(illegal);
    await desk.issue(id, operator);
    await expect(desk.issue(id, operator)).rejects.toMatchObject(illegal);
    await desk.pay(id, operator);
    await expect(desk.void(id, operator)).rejects.toMatchObject(illegal);
    const change = (sql: string) => world.ask(`update invoices set ${sql} where id = ?`, [id]);
    await expect(change(`state = 'void'`)).rejects.toThrow('does not become');
    await expect(change('total_nano = 1, usage_nano = 1')).rejects.toThrow('does not change');
    await expect(change(`number = 'INV-1'`)).rejects.toThrow('does not change');
    const line = world.ask(
      `insert into invoice_lines (tenant_id, invoice_id, position, agent_id, agent_name, item,
         events, quantity_milli, amount_nano) values (?, ?, 1, ?, 'x', 'x', 1, 1, 1)`,
      [tenant.id, id, id],
    );
    await expect(line).rejects.toThrow('does not change');
    for (const table of ['invoices', 'invoice_lines', 'credit_notes'])
      await expect(world.ask(`delete from ${table}`)).rejects.toThrow('permission denied');
  });

  it('are seen by their tenant from their number on, and by no other', async () => {
    const [tenant, other] = [await testTenant(db, SINCE), await testTenant(db)];
    const operator = tenant.owner.userId;
    const { id } = await desk.draft(tenant.id, MONTH, operator);
    const service = new InvoicesService(db.tenants);
    const seen = () => tenant.run(() => service.list({ limit: 10 }));
    expect((await seen()).items).toEqual([]);
    await expect(tenant.run(() => service.get(id))).rejects.toMatchObject({ code: 'not_found' });
    const issued = await desk.issue(id, operator);
    expect((await seen()).items).toMatchObject([{ id, number: issued.number }]);
    expect(await tenant.run(() => service.get(id))).toEqual(issued);
    await expect(other.run(() => service.get(id))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('voided, leave what was used to be billed anew', async () => {
    const tenant = await world.tenant({ fees: FEES });
    const operator = tenant.owner.userId;
    await used(tenant, 100);
    const first = await billed(tenant, 700);
    await desk.issue(first.id, operator);
    await desk.void(first.id, operator);
    const { usage } = nano(first);
    expect(await world.balances(tenant.id)).toMatchObject({ receivable: String(-usage) });
    expect(nano(await desk.draft(tenant.id, MONTH, operator))).toEqual(nano(first));
  });

  it('are credited no more than they ask for; paid ones into the wallet', async () => {
    const tenant = await world.tenant({ fees: FEES });
    const operator = tenant.owner.userId;
    await used(tenant, 400);
    const { id, total } = await billed(tenant, 1900);
    const note = (netNano: bigint, noteId = newId()) =>
      desk.creditNote(id, { id: noteId, netNano, reason: 'Outage' }, operator);
    await expect(note(CENT)).rejects.toMatchObject({ code: 'conflict' });
    await desk.issue(id, operator);
    const noteId = newId();
    await note(CENT * 100n, noteId);
    const { creditNotes } = await note(CENT * 100n, noteId);
    expect(creditNotes).toMatchObject([{ total: { nano: '1190000000' }, reason: 'Outage' }]);
    await expect(note(10n ** 15n)).rejects.toMatchObject({ code: 'conflict' });
    const due = BigInt(total.nano) - 1_190_000_000n;
    const owing = await world.balances(tenant.id);
    expect(owing['receivable']).toBe(String(-due));
    await desk.pay(id, operator);
    await note(CENT);
    const { receivable, wallet, payments } = await world.balances(tenant.id);
    expect({ receivable, wallet }).toEqual({ receivable: undefined, wallet: '10000000' });
    expect(BigInt(payments ?? 0) - BigInt(owing['payments'] ?? 0)).toBe(-due);
  });
});
