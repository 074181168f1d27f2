import type { InvoiceView, RerateView, WalletView } from '@renum/contracts';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  testTenant,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane, type Call } from '../testing/control-plane';
import { ok } from '../testing/ok';

const MONTH = '2026-01';

/** Re-rating over HTTP, on the whole control plane. */
describe('/v1/operator/tenants/{id}/rerate', () => {
  let database: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let owner: Call;
  let operator: Call;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await TestControlPlane.start({ database, redis: createTestRedis() });
    tenant = await testTenant(database, { createdAt: new Date('2026-01-01') });
    owner = await api.owner(tenant);
    operator = await api.operator();
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  const ofTenant = (path: string) => `/v1/operator/tenants/${tenant.id}/${path}`;
  const publish = (priceNano: string) => {
    const tiers = [{ upTo: null, priceNano }];
    const rules = { markupBp: 0, fees: [{ key: 'calls', unit: 'calls', per: 1, tiers }] };
    const body = { name: 'contract', effectiveFrom: '2026-01-01T00:00:00.000Z', rules };
    return ok(operator('POST', '/v1/operator/price-books', body), 201);
  };
  const rerate = (more: object = {}, status = 200) =>
    ok<RerateView>(operator('POST', ofTenant('rerate'), { month: MONTH, ...more }), status);
  const owed = async () => (await ok<WalletView>(owner('GET', '/v1/wallet'))).owed.nano;

  it('is a preview unless told, and bills what it says', async () => {
    await rerate({}, 409);
    await publish('10000000');
    await ok(operator('PATCH', ofTenant('billing'), { priceBook: 'contract' }));
    await tenant.insert('usage_events', {
      ...{ occurredAt: new Date(`${MONTH}-15T00:00:00Z`), kind: 'tool', provider: 'tavily' },
      ...{ agentId: newId(), operation: 'search', costNano: '0' },
    });
    await publish('30000000');
    const seen = await rerate();
    expect(seen).toMatchObject({ applied: false, difference: { nano: '20000000' } });
    expect(await owed()).toBe('10000000');
    const done = await rerate({ preview: false });
    expect(done).toMatchObject({ applied: true, lines: [{ agentName: 'Deleted agent' }] });
    expect(await owed()).toBe('30000000');
    expect(await rerate({ preview: false })).toMatchObject({ changed: 0, lines: [] });
  });

  it('leaves an invoice as it is, unless the open month is to bear it', async () => {
    const draft = await ok<InvoiceView>(
      operator('POST', ofTenant('invoices'), { month: MONTH }),
      201,
    );
    await ok(operator('POST', `/v1/operator/invoices/${draft.id}/issue`));
    await publish('50000000');
    await rerate({ preview: false }, 409);
    expect(await rerate()).toMatchObject({ invoice: { id: draft.id, state: 'issued' } });
    await rerate({ preview: false, intoOpenMonth: true });
    expect(await owed()).toBe('50000000');
  });

  it('is the operators’ alone', async () => {
    await ok(owner('POST', ofTenant('rerate'), { month: MONTH }), 403);
    await rerate({ month: '2026-1' }, 422);
    const nobody = `/v1/operator/tenants/${newId()}/rerate`;
    await ok(operator('POST', nobody, { month: MONTH, preview: false }), 404);
  });
});
