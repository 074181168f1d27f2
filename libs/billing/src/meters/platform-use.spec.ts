import type { PriceFee } from '@renum/contracts';
import { auditEntities } from '@renum/audit';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { RequestQueries } from '../requests/request-queries';
import { LedgerWorld } from '../spec/ledger-world';
import { platformUsageRow, type PlatformUse } from './platform-use';

const fee = (overrides: Partial<PriceFee>): PriceFee => ({
  key: 'fee',
  unit: 'quantity',
  per: 1,
  tiers: [{ upTo: null, priceNano: '7' }],
  ...overrides,
});

/** Real: PostgreSQL with its triggers. */
describe('use of what the platform provides', () => {
  let db: TestDatabase;
  let world: LedgerWorld<TestTenant>;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: auditEntities });
    world = new LedgerWorld(db.platform, () => testTenant(db));
  });
  afterAll(() => db.drop());

  const use = (tenant: TestTenant, overrides: Partial<PlatformUse> = {}) =>
    platformUsageRow({
      id: newId(),
      at: new Date().toISOString(),
      tenantId: tenant.id,
      agentId: newId(),
      kind: 'sandbox',
      operation: 'sandbox.1cpu-1024mb',
      quantityMilli: 30_500,
      ...overrides,
    });

  it('costs by the fees for its kind, operation and meter', async () => {
    const tenant = await world.tenant({
      fees: [
        fee({ key: 'small', kind: 'sandbox', operation: 'sandbox.1cpu-1024mb' }),
        fee({ key: 'large', kind: 'sandbox', operation: 'sandbox.4cpu-8192mb' }),
        fee({ key: 'room', kind: 'storage', meter: 'storage_gb_hours', per: 10 }),
      ],
    });
    await world.write([use(tenant)]);
    // 30.5 s at 7 each, rounded once.
    expect(await world.chargeOf(tenant.id)).toBe('214');
    await world.write([
      use(tenant, { kind: 'storage', operation: 'storage', quantityMilli: 100_000 }),
    ]);
    expect(await world.chargeOf(tenant.id)).toBe('284');
    await world.write([use(tenant, { kind: 'egress', operation: 'egress', quantityMilli: 9_000 })]);
    expect(await world.chargeOf(tenant.id)).toBe('284');
    expect(await world.balances(tenant.id)).toEqual({ receivable: '-284', revenue: '284' });
  });

  it('costs nothing by a price book that speaks of calls only', async () => {
    const tenant = await world.tenant({
      fees: [fee({ key: 'calls', unit: 'calls' }), fee({ key: 'units', meter: 'sandbox_seconds' })],
    });
    await world.write([use(tenant)]);
    expect(await world.chargeOf(tenant.id)).toBe('0');
    await world.write([world.event(tenant, { meter: 'sandbox_seconds', quantityMilli: 2_000 })]);
    expect(await world.chargeOf(tenant.id)).toBe('21');
  });

  it('is no call, neither in the sums nor in the log of requests', async () => {
    const tenant = await world.tenant();
    await world.write([use(tenant), world.event(tenant)]);
    const hours = await world.ask(
      `select kind, calls::int as calls, failed_calls::int as failed, quantity_milli::int as milli
       from usage_hourly where tenant_id = ? order by kind`,
      [tenant.id],
    );
    expect(hours).toEqual([
      { kind: 'sandbox', calls: 0, failed: 0, milli: 30_500 },
      { kind: 'tool', calls: 1, failed: 0, milli: 0 },
    ]);
    const log = await tenant.run(() => new RequestQueries(db.tenants).list({ limit: 10 }));
    expect(log.items.map(({ provider }) => provider)).toEqual(['tavily']);
  });

  it('is not counted in calls', async () => {
    const wrong = world.tenant({ fees: [fee({ kind: 'storage', unit: 'calls' })] });
    await expect(wrong).rejects.toMatchObject({ code: 'validation_failed' });
  });
});
