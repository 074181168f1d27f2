import type {
  CheckoutView,
  InvoiceView,
  Page,
  PaymentEventView,
  PaymentView,
  Problem,
  WalletView,
} from '@renum/contracts';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  createTestRedis,
  FakeStripe,
  testTenant,
  type StripeDelivery,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { TestControlPlane, type Call } from '../testing/control-plane';
import { ok } from '../testing/ok';
import { refundBody, topUpBody } from './payments.dto';

/** Payments over HTTP, on the whole control plane; Stripe is played on loopback. */
describe('payments', () => {
  let database: TestDatabase;
  let stripe: FakeStripe;
  let api: TestControlPlane;
  let tenant: TestTenant;
  let owner: Call;
  let builder: Call;
  let stranger: Call;
  let operator: Call;

  const start = (environment: Record<string, string>) =>
    TestControlPlane.start({ database, redis: createTestRedis() }, environment);
  beforeAll(async () => {
    database = await createTestDatabase();
    stripe = await new FakeStripe().start();
    api = await start({
      STRIPE_SECRET_KEY: stripe.key,
      STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
      STRIPE_API_URL: stripe.url,
    });
    tenant = await testTenant(database, { createdAt: new Date('2026-01-01') });
    owner = await api.owner(tenant);
    builder = await api.member(tenant, 'builder');
    stranger = await api.owner(await testTenant(database));
    operator = await api.operator();
    await ok(operator('PATCH', ofTenant('billing'), { mode: 'prepaid' }));
  });
  afterAll(async () => {
    await api.stop();
    await stripe[Symbol.asyncDispose]();
    await database.drop();
  });

  const ofTenant = (path: string) => `/v1/operator/tenants/${tenant.id}/${path}`;
  const told = ({ body, signature }: StripeDelivery, plane = api) =>
    fetch(`${plane.origin}/v1/payments/stripe/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
      body,
    });
  const wallet = async (who = owner) => ok<WalletView>(who('GET', '/v1/wallet'));
  const session = (id: string) => {
    const found = [...stripe.sessions.values()].find((one) => one.client_reference_id === id);
    if (!found) throw new Error(`no page for ${id}`);
    return found;
  };

  it('fill a wallet through a page of Stripe’s, and are paid back by an operator', async () => {
    expect(await wallet()).toMatchObject({ payments: 'stripe', balance: { nano: '0' } });
    const [example] = topUpBody.meta()?.examples as { id: string }[];
    const page = await ok<CheckoutView>(owner('POST', '/v1/wallet/top-ups', example), 201);
    expect(page).toMatchObject({ id: example?.id, url: session(page.id).url });
    expect(session(page.id).success_url).toBe(`http://localhost:3000/billing?payment=${page.id}`);
    const event = stripe.event('checkout.session.completed', stripe.complete(session(page.id).id));
    expect(await ok(told(event))).toEqual({ outcome: 'applied' });
    expect(await ok(told(event))).toEqual({ outcome: 'repeated' });
    expect((await wallet()).balance.nano).toBe('50000000000');
    const payment = await ok<PaymentView>(owner('GET', `/v1/payments/${page.id}`));
    expect(payment).toMatchObject({ state: 'paid', purpose: 'top_up', tenantId: tenant.id });
    expect(await ok(owner('GET', '/v1/payments'))).toEqual({ items: [payment] });
    expect(await ok(operator('GET', ofTenant('payments')))).toEqual({ items: [payment] });

    const [refund] = refundBody.meta()?.examples as object[];
    const path = `/v1/operator/payments/${page.id}/refunds`;
    const back = await ok<PaymentView>(operator('POST', path, refund));
    expect(back.refunded.nano).toBe('20000000000');
    expect((await wallet()).balance.nano).toBe('30000000000');
  });

  it('pay an invoice', async () => {
    const invoice = await ok<InvoiceView>(
      operator('POST', ofTenant('invoices'), { month: '2026-01' }),
      201,
    );
    const path = `/v1/invoices/${invoice.id}/payments`;
    await ok(owner('POST', path, { id: newId() }), 404);
    await ok(operator('POST', `/v1/operator/invoices/${invoice.id}/issue`));
    // It asks for nothing.
    await ok(owner('POST', path, { id: newId() }), 409);
  });

  it('are not for others’ eyes or hands', async () => {
    const body = { id: newId(), amountNano: '5000000000' };
    const page = await ok<CheckoutView>(owner('POST', '/v1/wallet/top-ups', body), 201);
    await ok(builder('POST', '/v1/wallet/top-ups', body), 403);
    await ok(builder('GET', '/v1/payments'), 403);
    await ok(stranger('GET', `/v1/payments/${page.id}`), 404);
    expect(await ok(stranger('GET', '/v1/payments'))).toEqual({ items: [] });
    const refund = { id: newId(), amountNano: '10000000' };
    await ok(owner('POST', `/v1/operator/payments/${page.id}/refunds`, refund), 403);
    await ok(owner('GET', '/v1/operator/payment-events'), 403);
    await ok(operator('POST', `/v1/operator/payments/${newId()}/refunds`, refund), 404);
  });

  it('are refused in amounts that nobody can pay', async () => {
    for (const amountNano of ['0', '-10000000', '990000000', '1000000001', '1e12', '1']) {
      await ok(owner('POST', '/v1/wallet/top-ups', { id: newId(), amountNano }), 422);
    }
  });

  it('are believed by the bytes that Stripe signed', async () => {
    const body = { id: newId(), amountNano: '5000000000' };
    const page = await ok<CheckoutView>(owner('POST', '/v1/wallet/top-ups', body), 201);
    const { balance } = await wallet();
    const paid = stripe.complete(session(page.id).id);
    const event = stripe.event('checkout.session.completed', paid);
    await ok(told({ ...event, signature: '' }), 400);
    await ok(told({ ...event, body: JSON.stringify(JSON.parse(event.body), null, 1) }), 400);
    await ok(told({ body: '', signature: stripe.sign('') }), 400);
    expect((await wallet()).balance).toEqual(balance);
    const wrong = stripe.event('checkout.session.completed', { ...paid, amount_total: 1 });
    expect(await ok(told(wrong))).toEqual({ outcome: 'refused' });
    const events = await ok<Page<PaymentEventView>>(operator('GET', '/v1/operator/payment-events'));
    expect(events.items[0]).toMatchObject({ outcome: 'refused', paymentId: page.id });
    expect((await wallet()).balance).toEqual(balance);
  });

  it('are off without Stripe’s secrets, and the answer says which are missing', async () => {
    const another = await createTestDatabase();
    const off = await TestControlPlane.start({ database: another, redis: createTestRedis() });
    try {
      const call = await off.owner(await testTenant(another));
      expect(await wallet(call)).not.toHaveProperty('payments');
      const body = { id: newId(), amountNano: '5000000000' };
      const problem = await ok<Problem>(call('POST', '/v1/wallet/top-ups', body), 501);
      expect(problem).toMatchObject({
        code: 'payments_unavailable',
        detail: expect.stringContaining('STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET'),
      });
      await ok(told(stripe.event('checkout.session.completed', {}), off), 501);
    } finally {
      await off.stop();
      await another.drop();
    }
  });

  it('need both of Stripe’s secrets', async () => {
    await expect(start({ STRIPE_SECRET_KEY: 'sk_test_alone' })).rejects.toThrow(
      'STRIPE_WEBHOOK_SECRET',
    );
  });
});
