import { auditEntities } from '@renum/audit';
import type { PriceFee } from '@renum/contracts';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { LedgerWorld } from '../spec/ledger-world';

const tiers = (...steps: [number | null, string][]) =>
  steps.map(([upTo, priceNano]) => ({ upTo, priceNano }));
const fee = (more: Partial<PriceFee> = {}): PriceFee => ({
  ...{ key: 'calls', unit: 'calls', per: 1, tiers: tiers([null, '10']) },
  ...more,
});

/** What price books may say, and what comes of it; on the real roles. */
describe('price books', () => {
  let db: TestDatabase;
  let world: LedgerWorld<TestTenant>;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: auditEntities });
    world = new LedgerWorld(db.platform, () => testTenant(db));
  });
  afterAll(() => db.drop());

  const call = (tenant: TestTenant, at?: string) => world.write([world.event(tenant, { at })]);
  const publish = (
    tenant: TestTenant,
    name: string,
    fees: PriceFee[],
    effectiveFrom = new Date(0),
  ) =>
    world.books.publish({ name, effectiveFrom, rules: { markupBp: 0, fees } }, tenant.owner.userId);

  it.each<[string, PriceFee[]]>([
    ['two fees of one key', [fee(), fee()]],
    ['no power of ten', [fee({ per: 30 })]],
    ['a fraction of one', [fee({ per: 0.1 })]],
    ['an end of the last tier', [fee({ tiers: tiers([5, '1']) })]],
    ['tiers that fall', [fee({ tiers: tiers([9, '0'], [5, '1'], [null, '2']) })]],
    ['a tier without extent', [fee({ tiers: tiers([5, '0'], [5, '1'], [null, '2']) })]],
    ['units of no meter', [fee({ unit: 'quantity' })]],
    ['calls of what is no call', [fee({ kind: 'storage' })]],
    ['another meter than the kind has', [fee({ unit: 'quantity', kind: 'egress', meter: 'gb' })]],
  ])('with %s are refused', async (_what, fees) => {
    const tenant = await world.tenant();
    await expect(publish(tenant, 'odd', fees)).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it.each<[string, PriceFee]>([
    ['a meter of a tool', fee({ unit: 'quantity', kind: 'tool', meter: 'credits' })],
    ['the platform’s own meter', fee({ unit: 'quantity', kind: 'sandbox' })],
    ['the same by name', fee({ unit: 'quantity', kind: 'storage', meter: 'storage_gb_hours' })],
  ])('may charge for %s', async (_what, its) => {
    const tenant = await world.tenant();
    expect((await publish(tenant, `fine-${tenant.id.slice(-12)}`, [its])).version).toBe(1);
  });

  it('give a free allowance anew each month, shared by all that is counted with it', async () => {
    const tenant = await world.tenant({ fees: [fee({ tiers: tiers([2, '0'], [null, '10']) })] });
    for (const day of ['01', '02', '03', '31']) await call(tenant, `2026-01-${day}T23:59:59.999Z`);
    expect(await world.chargeOf(tenant.id)).toBe('20');
    for (const day of ['01', '02', '03']) await call(tenant, `2026-02-${day}T00:00:00.000Z`);
    expect(await world.chargeOf(tenant.id)).toBe('30');
  });

  it('are one tenant’s by contract; what it has used counts on in another one', async () => {
    const steps = tiers([2, '0'], [null, '10']);
    const [one, other] = [
      await world.tenant({ fees: [fee({ tiers: steps })] }),
      await world.tenant({ fees: [fee({ tiers: steps })] }),
    ];
    const use = async () => {
      await call(one);
      await call(other);
    };
    await use();
    const name = `contract-${one.id.slice(-12)}`;
    await publish(one, name, [fee({ tiers: tiers([2, '1'], [null, '100']) })]);
    await world.desk.setTerms(one.id, { priceBook: name }, one.owner.userId);
    await use();
    await use();
    expect(await world.chargeOf(one.id)).toBe('101');
    expect(await world.chargeOf(other.id)).toBe('10');
  });

  it('hold from their day on, the later version before the earlier', async () => {
    const tenant = await world.tenant({ fees: [fee()] });
    const name = `book-${tenant.id}`;
    const priced = (nano: string) => [fee({ tiers: tiers([null, nano]) })];
    await publish(tenant, name, priced('7'), new Date('2099-01-01T00:00:00Z'));
    await call(tenant);
    expect(await world.chargeOf(tenant.id)).toBe('10');
    await publish(tenant, name, priced('3'));
    await call(tenant);
    expect(await world.chargeOf(tenant.id)).toBe('13');
    await world.write([world.event(tenant, { at: '2099-01-01T00:00:00.000Z' })]);
    expect(await world.chargeOf(tenant.id)).toBe('20');
  });
});
