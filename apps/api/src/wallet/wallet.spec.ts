import type {
  Page,
  PriceBookView,
  WalletStateView,
  WalletTransactionView,
  WalletView,
} from '@renum/contracts';
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
import { movementBody, priceBookBody } from './wallet.dto';

/** Money over HTTP, on the whole control plane. */
describe('/v1/wallet', () => {
  let database: TestDatabase;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let owner: Call;
  let builder: Call;
  let operator: Call;

  beforeAll(async () => {
    database = await createTestDatabase();
    api = await TestControlPlane.start({ database, redis: createTestRedis() });
    tenant = await testTenant(database);
    owner = await api.owner(tenant);
    builder = await api.member(tenant, 'builder');
    operator = await api.operator();
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  const ofTenant = (path: string) => `/v1/operator/tenants/${tenant.id}/${path}`;

  it('is filled by an operator, once however often it is sent, and seen by its owner', async () => {
    const body = { id: newId(), amountNano: '5000000000', reference: 'Transfer 1' };
    await ok(operator('POST', ofTenant('top-ups'), body));
    await ok(operator('POST', ofTenant('top-ups'), body));
    const credit = { id: newId(), amountNano: '70', expiresAt: '2099-01-01T00:00:00.000Z' };
    await ok(operator('POST', ofTenant('credits'), credit));
    const seen = await ok<WalletView>(owner('GET', '/v1/wallet'));
    expect(seen).toMatchObject({ balance: { nano: '5000000000' }, credits: { nano: '70' } });
    expect(await ok(operator('GET', ofTenant('wallet')))).toEqual(seen);
    const refund = { id: newId(), amountNano: '5000000000' };
    const after = await ok<WalletView>(operator('POST', ofTenant('refunds'), refund));
    expect(after.balance.nano).toBe('0');
    const page = await ok<Page<WalletTransactionView>>(owner('GET', '/v1/wallet/transactions'));
    expect(page.items.map(({ kind }) => kind).toSorted()).toEqual(['grant', 'refund', 'top_up']);
    expect(await ok(operator('GET', ofTenant('transactions')))).toEqual(page);
    expect(await ok(operator('GET', ofTenant('').slice(0, -1)))).toMatchObject({ id: tenant.id });
    await ok(operator('GET', `/v1/operator/tenants/${newId()}`), 404);
  });

  it('is the owners’ and admins’ to see, and the operators’ to move', async () => {
    await ok(builder('GET', '/v1/wallet'), 403);
    await ok(builder('GET', '/v1/wallet/transactions'), 403);
    expect(await ok(builder('GET', '/v1/wallet/state'))).toEqual({});
    const body = { id: newId(), amountNano: '1' };
    await ok(owner('POST', ofTenant('top-ups'), body), 403);
    await ok(operator('POST', `/v1/operator/tenants/${newId()}/top-ups`, body), 404);
    await ok(operator('POST', ofTenant('top-ups'), { ...body, amountNano: '-1' }), 422);
  });

  it('is charged by a published price book, from terms that an operator sets', async () => {
    const [example] = priceBookBody.meta()?.examples as { name: string; rules: object }[];
    const book = await ok<PriceBookView>(
      operator('POST', '/v1/operator/price-books', example),
      201,
    );
    expect(book).toMatchObject({ name: 'standard', version: 1, rules: example?.rules });
    const next = await ok<PriceBookView>(
      operator('POST', '/v1/operator/price-books', example),
      201,
    );
    expect(next.version).toBe(2);
    const all = await ok<Page<PriceBookView>>(operator('GET', '/v1/operator/price-books'));
    expect(all.items).toEqual([next, book]);
    const terms = { mode: 'prepaid', priceBook: 'standard', taxName: 'USt', taxBp: 1900 };
    expect(await ok(operator('PATCH', ofTenant('billing'), terms))).toEqual({
      ...terms,
      currency: 'USD',
      platformKeys: false,
    });
    expect(await ok(operator('GET', ofTenant('billing')))).toMatchObject(terms);
    await ok(operator('GET', `/v1/operator/tenants/${newId()}/billing`), 404);
    await ok(operator('PATCH', ofTenant('billing'), { priceBook: 'unknown' }), 404);
  });

  it('tells everybody in a tenant that nothing is left', async () => {
    const empty = await testTenant(database);
    const { userId } = await empty.member('viewer');
    const viewer = await api.as({ userId, tenantId: empty.id, role: 'viewer' });
    await ok(operator('PATCH', `/v1/operator/tenants/${empty.id}/billing`, { mode: 'prepaid' }));
    const { suspended } = await ok<WalletStateView>(viewer('GET', '/v1/wallet/state'));
    expect(suspended?.reason).toBe('wallet_empty');
  });

  it('takes the movement that the documentation shows', async () => {
    const [example] = movementBody.meta()?.examples as object[];
    await ok(operator('POST', ofTenant('top-ups'), example));
  });

  it('refuses prices that the database could not compute with', async () => {
    const fee = { key: 'calls', unit: 'calls', per: 1, tiers: [{ upTo: null, priceNano: '1' }] };
    const publish = (fees: object[]) => {
      const rules = { markupBp: 0, fees };
      const body = { name: 'odd', effectiveFrom: '2027-01-01T00:00:00.000Z', rules };
      return operator('POST', '/v1/operator/price-books', body);
    };
    await ok(publish([fee, fee]), 422);
    await ok(publish([{ ...fee, per: 30 }]), 422);
    await ok(publish([{ ...fee, tiers: [{ upTo: 5, priceNano: '1' }] }]), 422);
    const falling = [9, 5, null].map((upTo) => ({ upTo, priceNano: '1' }));
    await ok(publish([{ ...fee, tiers: falling }]), 422);
  });
});
