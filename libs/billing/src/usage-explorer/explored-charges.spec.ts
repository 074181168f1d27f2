import { auditEntities } from '@renum/audit';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { LedgerWorld } from '../spec/ledger-world';
import { UsageExplorer } from './usage-explorer';

/** What a tenant owes, as the explorer shows it; charged by the database itself. */
describe('charges in the explorer', () => {
  let db: TestDatabase;
  let world: LedgerWorld<TestTenant>;
  let explorer: UsageExplorer;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: auditEntities });
    world = new LedgerWorld(db.platform, () => testTenant(db));
    explorer = new UsageExplorer(db.tenants, db.platform);
  });
  afterAll(() => db.drop());

  const chargeOf = async (tenant: TestTenant, from: string, to: string, agentId?: string) => {
    const question = { timeZone: 'UTC', groupBy: 'agent', top: 8, measure: 'charge' } as const;
    const view = await tenant.run(() =>
      explorer.explore({ ...question, from: new Date(from), to: new Date(to), agentId }),
    );
    return view.totals.chargeNano;
  };
  const calls = {
    key: 'calls',
    unit: 'calls',
    per: 1000,
    tiers: [{ upTo: null, priceNano: '1000000' }],
  } as const;

  it('are those of the events, in whole hours and at the edges', async () => {
    const tenant = await world.tenant({
      markupBp: 2000,
      fees: [{ ...calls, tiers: [...calls.tiers] }],
    });
    const agentId = newId();
    const at = (time: string) => `2026-11-02T${time}Z`;
    // At once and one by one: hours that are there already grow.
    await world.write([
      world.event(tenant, { at: at('10:00:00'), agentId }),
      world.event(tenant, { at: at('10:59:59'), costNano: 50_000n, platformKey: true }),
    ]);
    await world.write([world.event(tenant, { at: at('10:30:00'), agentId, costNano: 7n })]);
    const whole = await chargeOf(tenant, at('10:00:00'), at('11:00:00'));
    expect(whole).toBe('63000');
    expect(whole).toBe(await world.chargeOf(tenant.id));
    expect(await chargeOf(tenant, at('10:00:00'), at('10:59:00'))).toBe('2000');
    expect(await chargeOf(tenant, at('10:59:00'), at('12:00:00'))).toBe('61000');
    expect(await chargeOf(tenant, at('09:00:00'), at('12:00:00'), agentId)).toBe('2000');
  });

  it('follow corrections', async () => {
    const tenant = await world.tenant({ fees: [{ ...calls, tiers: [...calls.tiers] }] });
    const event = world.event(tenant, { at: '2026-11-02T10:10:00Z' });
    await world.write([event]);
    await world.ask(
      `insert into usage_charges (event_id, revision, correction_id, corrected_month, tenant_id,
         month, occurred_at, price_book_id, agent_id, provider, operation, quantity_milli, charge_nano)
       select event_id, 1, ?, month, tenant_id, month, occurred_at, price_book_id, agent_id, provider,
         operation, quantity_milli, -400 from usage_charges where event_id = ?`,
      [newId(), event.id],
    );
    expect(await chargeOf(tenant, '2026-11-02T10:00Z', '2026-11-02T11:00Z')).toBe('600');
    expect(await chargeOf(tenant, '2026-11-02T10:10Z', '2026-11-02T10:11Z')).toBe('600');
  });

  it('are nothing without a price book', async () => {
    const tenant = await world.tenant();
    await world.write([world.event(tenant, { at: '2026-11-02T10:10:00Z', costNano: 9n })]);
    expect(await chargeOf(tenant, '2026-11-02T10:00Z', '2026-11-02T11:00Z')).toBe('0');
  });
});
