import type { PriceFee } from '@renum/contracts';
import { auditEntities } from '@renum/audit';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { LedgerWorld } from '../spec/ledger-world';

const calls = (overrides: Partial<PriceFee> = {}): PriceFee => ({
  key: 'calls',
  unit: 'calls',
  per: 1000,
  tiers: [{ upTo: null, priceNano: '1000000' }],
  ...overrides,
});

/** Charges of events and their way to the ledger; on the real roles. */
describe('usage', () => {
  let db: TestDatabase;
  let world: LedgerWorld<TestTenant>;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: auditEntities });
    world = new LedgerWorld(db.platform, () => testTenant(db));
  });
  afterAll(() => db.drop());

  it('costs nothing without a price book', async () => {
    const tenant = await world.tenant();
    await world.write([world.event(tenant, { costNano: 500n })]);
    expect(await world.balances(tenant.id)).toEqual({});
    expect(await world.chargeOf(tenant.id)).toBe('0');
  });

  it('with the tenant’s own key costs the fees, with the platform’s the cost and a margin too', async () => {
    const tenant = await world.tenant({ markupBp: 2000, fees: [calls()] });
    await world.write([world.event(tenant, { costNano: 500n })]);
    expect(await world.balances(tenant.id)).toEqual({ receivable: '-1000', revenue: '1000' });
    await world.write([world.event(tenant, { costNano: 50_000n, platformKey: true })]);
    expect(await world.balances(tenant.id)).toEqual({
      receivable: '-62000',
      revenue: '62000',
      cost: '-50000',
      payments: '50000',
    });
  });

  it('is charged once, however often and by however many it is written', async () => {
    const tenant = await world.tenant({ fees: [calls()] });
    const rows = Array.from({ length: 60 }, () => world.event(tenant));
    const writer = async (shift: number): Promise<void> => {
      for (let at = 0; at < rows.length; at += 7)
        await world.write([...rows, ...rows].slice((at + shift) % 60, ((at + shift) % 60) + 7));
    };
    await Promise.all([writer(0), writer(3), writer(31), writer(50)]);
    await world.write(rows);
    expect(await world.balances(tenant.id)).toEqual({ receivable: '-60000', revenue: '60000' });
  });

  it('of several tenants, written by many in any order, makes nobody wait for another', async () => {
    const tenants = await Promise.all(
      Array.from({ length: 12 }, () => world.tenant({ fees: [calls()] })),
    );
    const batch = () => tenants.map((tenant) => world.event(tenant));
    for (let round = 0; round < 8; round += 1)
      await Promise.all(
        [0, 3, 6, 9, 1, 2].map((shift) => {
          const rows = batch();
          return world.write([...rows.slice(shift), ...rows.slice(0, shift)].toReversed());
        }),
      );
    for (const { id } of tenants) expect((await world.balances(id))['revenue']).toBe('48000');
  });

  it('goes through the tiers of a month, the first of them free', async () => {
    const tiers = [
      { upTo: 10, priceNano: '0' },
      { upTo: 20, priceNano: '5' },
      { upTo: null, priceNano: '2' },
    ];
    const fee = { key: 'credits', unit: 'quantity' as const, meter: 'credits', per: 1, tiers };
    const tenant = await world.tenant({ fees: [fee] });
    const use = (quantityMilli: number, meter = 'credits', at?: string) =>
      world.write([world.event(tenant, { meter, quantityMilli, at })]);
    await use(8_000);
    expect(await world.chargeOf(tenant.id)).toBe('0');
    await use(4_000);
    expect(await world.chargeOf(tenant.id)).toBe('10');
    await use(10_000);
    expect(await world.chargeOf(tenant.id)).toBe('54');
    await use(10_000, 'pages');
    await use(10_000, 'credits', '2026-01-31T23:59:59.999Z');
    expect(await world.chargeOf(tenant.id)).toBe('54');
  });

  it('has the price of its moment', async () => {
    const tenant = await world.tenant({ fees: [calls({ per: 1 })] });
    const fees = [calls({ per: 1, tiers: [{ upTo: null, priceNano: '7' }] })];
    const effectiveFrom = new Date('2026-06-01T00:00:00Z');
    const book = { name: `book-${tenant.id}`, effectiveFrom, rules: { markupBp: 0, fees } };
    await world.books.publish(book, tenant.owner.userId);
    await world.write([world.event(tenant, { at: '2026-05-31T23:59:59.999Z' })]);
    expect(await world.chargeOf(tenant.id)).toBe('1000000');
    await world.write([world.event(tenant, { at: '2026-06-01T00:00:00.000Z' })]);
    expect(await world.chargeOf(tenant.id)).toBe('1000007');
  });

  it('is rounded once an event, half up', async () => {
    const tiers = [{ upTo: null, priceNano: '4000' }];
    const tenant = await world.tenant({ markupBp: 500, fees: [calls({ per: 10_000, tiers })] });
    const costs = async (costNano: bigint) => {
      await world.write([world.event(tenant, { costNano, platformKey: true })]);
      return world.chargeOf(tenant.id);
    };
    // A fee of 0.4, and 8 × 1.05 = 8.4: rounded apart, that would be 8.
    expect(await costs(8n)).toBe('9');
    // 0.4 + 2.1
    expect(await costs(2n)).toBe('12');
  });

  it('of nonsense is charged at most a million, rather than lost', async () => {
    const tiers = [{ upTo: null, priceNano: '999999999999' }];
    const fee = calls({ unit: 'quantity', meter: 'credits', per: 1, tiers });
    const tenant = await world.tenant({ fees: [fee] });
    await world.write([
      world.event(tenant, { meter: 'credits', quantityMilli: Number.MAX_SAFE_INTEGER }),
    ]);
    expect(await world.balances(tenant.id)).toMatchObject({ revenue: '1000000000000000' });
  });

  it('takes grants before the wallet: by priority, then what expires first, never what has', async () => {
    const tenant = await world.tenant({ fees: [calls({ per: 1 })] }, 'prepaid');
    const operator = tenant.owner.userId;
    const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
    const grant = async (amountNano: bigint, more: { expiresAt?: Date; priority?: number }) => {
      const id = newId();
      await world.desk.grant(tenant.id, { id, amountNano, ...more }, operator);
      return id;
    };
    const never = await grant(400_000n, {});
    const late = await grant(400_000n, { expiresAt: hours(9) });
    const soon = await grant(400_000n, { expiresAt: hours(1) });
    const first = await grant(100_000n, { priority: 1 });
    const gone = await grant(900_000n, { expiresAt: hours(-1), priority: 0 });
    await world.desk.topUp(tenant.id, { id: newId(), amountNano: 1_000_000n }, operator);
    const left = async () => {
      const rows = await world.ask<{ id: string; left: string }>(
        'select id, remaining_nano::text as left from credit_grants where tenant_id = ?',
        [tenant.id],
      );
      const by = new Map(rows.map((row) => [row.id, Number(row.left)]));
      return [first, soon, late, never, gone].map((id) => by.get(id));
    };
    await world.write([world.event(tenant)]);
    expect(await left()).toEqual([0, 0, 0, 300_000, 900_000]);
    await world.write([world.event(tenant)]);
    expect(await left()).toEqual([0, 0, 0, 0, 900_000]);
    expect(await world.balances(tenant.id)).toMatchObject({ wallet: '300000' });
  });
});
