import { auditEntities, AuditService } from '@renum/audit';
import type { CheckoutView } from '@renum/contracts';
import { newId } from '@renum/platform';
import {
  createTestDatabase,
  FakeStripe,
  testTenant,
  type StripeDelivery,
  type TestDatabase,
  type TestTenant,
} from '@renum/testing';
import { InvoiceDesk } from '../invoices/invoice-desk';
import { LedgerWorld } from '../spec/ledger-world';
import { PaymentDesk } from './payment-desk';
import { PaymentIntake } from './payment-intake';
import { PaymentsService } from './payments.service';
import { StripePayments } from './stripe/stripe-payments';

const USD = 1_000_000_000n;
const PAGES = { doneUrl: 'https://renum.example/done', backUrl: 'https://renum.example/back' };

/** Real: PostgreSQL, and Stripe's SDK; Stripe itself is played on loopback. */
describe('payments', () => {
  let db: TestDatabase;
  let world: LedgerWorld<TestTenant>;
  let stripe: FakeStripe;
  let payments: PaymentsService;
  let intake: PaymentIntake;
  let desk: PaymentDesk;
  let invoices: InvoiceDesk;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: auditEntities });
    world = new LedgerWorld(db.platform, () => testTenant(db));
    stripe = await new FakeStripe().start();
    const { key, webhookSecret: webhook, url: api } = stripe;
    const provider = new StripePayments({ key, webhook, api });
    const audit = new AuditService();
    payments = new PaymentsService(db.tenants, db.platform, audit, provider);
    intake = new PaymentIntake(db.platform, audit, provider);
    desk = new PaymentDesk(db.platform, audit, provider);
    invoices = new InvoiceDesk(db.platform, audit);
  });
  afterAll(async () => {
    await stripe[Symbol.asyncDispose]();
    await db.drop();
  });
  afterEach(() => {
    stripe.fault = 'none';
  });

  const told = ({ body, signature }: StripeDelivery) =>
    intake.receive(Buffer.from(body), signature);
  const topUp = (tenant: TestTenant, amountNano = 50n * USD, id = newId()) =>
    tenant.run(() => payments.topUp({ ...PAGES, id, amountNano }));
  const sessionOf = async ({ id }: Pick<CheckoutView, 'id'>): Promise<string> => {
    const [row] = await world.ask<{ checkout_ref: string }>(
      'select checkout_ref from payments where id = ?',
      [id],
    );
    return row?.checkout_ref ?? '';
  };
  const completed = (sessionId: string) =>
    stripe.event('checkout.session.completed', stripe.complete(sessionId));
  const walletOf = async (tenant: TestTenant) => (await world.balances(tenant.id))['wallet'] ?? '0';
  const stateOf = (tenant: TestTenant, id: string) => tenant.run(() => payments.get(id));
  const prepaid = () => world.tenant({}, 'prepaid');
  /** Topped up, and paid by this payment intent. */
  const paid = async (tenant: TestTenant, amountNano = 50n * USD) => {
    const { id } = await topUp(tenant, amountNano);
    const session = stripe.complete(await sessionOf({ id }));
    await told(stripe.event('checkout.session.completed', session));
    return { id, intent: session.payment_intent ?? '' };
  };

  it('begin on a page of Stripe’s, asked for once under one id', async () => {
    const tenant = await prepaid();
    const id = newId();
    const pages = await Promise.all([1, 2, 3].map(() => topUp(tenant, 50n * USD, id)));
    expect(new Set(pages.map(({ url }) => url)).size).toBe(1);
    expect(pages[0]).toMatchObject({ id, url: expect.stringContaining('checkout.stripe.com') });
    const session = stripe.sessions.get(await sessionOf({ id }));
    expect(session).toMatchObject({
      ...{ amount_total: 5000, currency: 'usd', mode: 'payment', success_url: PAGES.doneUrl },
      metadata: { renum_payment: id, renum_tenant: tenant.id },
    });
    await expect(topUp(tenant, 60n * USD, id)).rejects.toMatchObject({ code: 'conflict' });
    const other = await prepaid();
    await expect(topUp(other, 50n * USD, id)).rejects.toMatchObject({ code: 'conflict' });
    expect(await walletOf(tenant)).toBe('0');
    expect(await stateOf(tenant, id)).toMatchObject({ state: 'open', amount: { currency: 'USD' } });
    await expect(stateOf(other, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('fill the wallet once, however often and by however many they are told', async () => {
    const tenant = await prepaid();
    const { id } = await topUp(tenant);
    const session = stripe.complete(await sessionOf({ id }));
    const event = stripe.event('checkout.session.completed', session);
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => told(event)));
    expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(11);
    const again = ['checkout.session.completed', 'checkout.session.async_payment_succeeded'];
    for (const type of again) expect(await told(stripe.event(type, session))).toBe('ignored');
    expect(await world.balances(tenant.id)).toEqual({
      wallet: '50000000000',
      payments: '-50000000000',
    });
    expect(await stateOf(tenant, id)).toMatchObject({ state: 'paid', paidAt: expect.any(String) });
  });

  it('count when the money is there, not when the page is filled in', async () => {
    const tenant = await prepaid();
    const { id } = await topUp(tenant);
    const sessionId = await sessionOf({ id });
    const pending = stripe.complete(sessionId, { settled: false });
    await told(stripe.event('checkout.session.completed', pending));
    expect(await stateOf(tenant, id)).toMatchObject({ state: 'processing' });
    expect(await walletOf(tenant)).toBe('0');
    stripe.settle(sessionId);
    const settled = stripe.complete(sessionId);
    await told(stripe.event('checkout.session.async_payment_succeeded', settled));
    expect(await walletOf(tenant)).toBe('50000000000');
  });

  it('may be told of in any order', async () => {
    const tenant = await prepaid();
    const { id } = await topUp(tenant);
    const sessionId = await sessionOf({ id });
    const early = { ...stripe.complete(sessionId, { settled: false }) };
    const charge = stripe.settle(sessionId);
    const refunded = { ...charge, amount_refunded: 1000 };
    const refund = stripe.event('charge.refunded', refunded);
    // What it is about is not there yet: Stripe is asked to come again.
    await expect(told(refund)).rejects.toMatchObject({ code: 'conflict' });
    await told(stripe.event('checkout.session.expired', early));
    expect(await told(completed(sessionId))).toBe('applied');
    expect(await told(stripe.event('checkout.session.completed', early))).toBe('ignored');
    expect(await told(stripe.event('checkout.session.async_payment_failed', early))).toBe(
      'ignored',
    );
    expect(await told(refund)).toBe('applied');
    expect(await walletOf(tenant)).toBe('40000000000');
    expect(await stateOf(tenant, id)).toMatchObject({
      state: 'paid',
      refunded: { nano: '10000000000' },
    });
  });

  it.each([
    ['another amount', { amount_total: 4999 }],
    ['more', { amount_total: 500_000 }],
    ['another currency', { currency: 'jpy' }],
    ['no amount', { amount_total: null }],
    ['a fraction', { amount_total: 5000.5 }],
    ['another page', { id: 'cs_test_of_somebody' }],
    ['no payment', { payment_intent: null }],
  ])('of %s are refused and kept for an operator, never credited', async (_what, wrong) => {
    const tenant = await prepaid();
    const { id } = await topUp(tenant);
    const session = { ...stripe.complete(await sessionOf({ id })), ...wrong };
    expect(await told(stripe.event('checkout.session.completed', session))).toBe('refused');
    expect(await walletOf(tenant)).toBe('0');
    const { items } = await desk.events(1);
    expect(items).toMatchObject([{ outcome: 'refused', paymentId: id, note: expect.any(String) }]);
  });

  it('by one payment at Stripe count once, also under another of our ids', async () => {
    const tenant = await prepaid();
    const { intent } = await paid(tenant);
    const second = await topUp(tenant);
    const session = { ...stripe.complete(await sessionOf(second)), payment_intent: intent };
    expect(await told(stripe.event('checkout.session.completed', session))).toBe('refused');
    expect(await walletOf(tenant)).toBe('50000000000');
  });

  it('of nobody, and other things that the account sells, change nothing', async () => {
    const tenant = await prepaid();
    const { id } = await topUp(tenant);
    const session = stripe.complete(await sessionOf({ id }));
    const other = { ...session, metadata: {}, payment_intent: 'pi_other' };
    expect(await told(stripe.event('checkout.session.completed', other))).toBe('ignored');
    const lost = { ...session, metadata: { renum_payment: newId() } };
    expect(await told(stripe.event('checkout.session.completed', lost))).toBe('refused');
    expect(await told(stripe.event('customer.created', { id: 'cus_1' }))).toBe('ignored');
    expect(await walletOf(tenant)).toBe('0');
  });

  it('are believed only with Stripe’s signature of just now', async () => {
    const tenant = await prepaid();
    const { id } = await topUp(tenant);
    const { body, signature } = completed(await sessionOf({ id }));
    const old = Math.floor(Date.now() / 1000) - 301;
    const forged = [
      { body, signature: '' },
      { body, signature: stripe.sign(body, undefined, 'whsec_of_somebody_else') },
      { body, signature: stripe.sign(body, old) },
      { body: body.replace('"amount_total":5000', '"amount_total":9000'), signature },
      { body: `${body} `, signature },
    ];
    for (const delivery of forged)
      await expect(told(delivery)).rejects.toMatchObject({ code: 'malformed_request' });
    expect(await walletOf(tenant)).toBe('0');
    expect(await told({ body, signature })).toBe('applied');
  });

  it('are paid back the way they came, once, from what is left', async () => {
    const tenant = await prepaid();
    const operator = tenant.owner.userId;
    const { id, intent } = await paid(tenant);
    const refund = { id: newId(), amountNano: 20n * USD, reason: 'Left' };
    await Promise.all([1, 2, 3].map(() => desk.refund(id, refund, operator)));
    expect(await desk.refund(id, refund, operator)).toMatchObject({
      refunded: { nano: '20000000000' },
    });
    expect(stripe.charges.get(intent)?.amount_refunded).toBe(2000);
    expect(await walletOf(tenant)).toBe('30000000000');
    // Stripe tells of it too: it is booked already.
    const charge = { ...stripe.charges.get(intent) };
    expect(await told(stripe.event('charge.refunded', charge))).toBe('ignored');
    expect(await walletOf(tenant)).toBe('30000000000');
    const more = { id: newId(), amountNano: 31n * USD };
    await expect(desk.refund(id, more, operator)).rejects.toMatchObject({ code: 'conflict' });
    // Used meanwhile: Stripe is not even asked.
    const used = { id: newId(), amountNano: 25n * USD };
    await world.desk.refund(tenant.id, used, operator);
    const rest = { id: newId(), amountNano: 10n * USD };
    await expect(desk.refund(id, rest, operator)).rejects.toMatchObject({ code: 'conflict' });
    expect(stripe.charges.get(intent)?.amount_refunded).toBe(2000);
    const changed = { ...refund, amountNano: 10n * USD };
    await expect(desk.refund(id, changed, operator)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that Stripe does not pay back are in the wallet again', async () => {
    const tenant = await prepaid();
    const { id } = await paid(tenant);
    const refund = { id: newId(), amountNano: 20n * USD };
    stripe.fault = 'refuse';
    const asked = () => desk.refund(id, refund, tenant.owner.userId);
    await expect(asked()).rejects.toThrow('Not today');
    expect(await walletOf(tenant)).toBe('50000000000');
    stripe.fault = 'none';
    await expect(asked()).rejects.toMatchObject({ code: 'conflict' });
    expect(await stateOf(tenant, id)).toMatchObject({ refunded: { nano: '0' } });
  });

  it('are not paid back twice when Stripe’s answer is lost', async () => {
    const tenant = await prepaid();
    const { id, intent } = await paid(tenant);
    const refund = { id: newId(), amountNano: 20n * USD };
    stripe.fault = 'lose-answer';
    const asked = () => desk.refund(id, refund, tenant.owner.userId);
    await expect(asked()).rejects.toMatchObject({ code: 'upstream_unreachable' });
    // Nobody knows: the money is not spent meanwhile.
    expect(await walletOf(tenant)).toBe('30000000000');
    stripe.fault = 'none';
    await asked();
    expect(stripe.charges.get(intent)?.amount_refunded).toBe(2000);
    expect(await walletOf(tenant)).toBe('30000000000');
  });

  it('that were paid back at Stripe are taken from the wallet, also below zero', async () => {
    const tenant = await prepaid();
    const { intent } = await paid(tenant);
    const { wallet } = { wallet: await walletOf(tenant) };
    expect(wallet).toBe('50000000000');
    const spent = { id: newId(), amountNano: 45n * USD };
    await world.desk.refund(tenant.id, spent, tenant.owner.userId);
    const first = { ...stripe.refundInDashboard(intent, 1000) };
    const second = { ...stripe.refundInDashboard(intent, 500) };
    expect(await told(stripe.event('charge.refunded', second))).toBe('applied');
    expect(await told(stripe.event('charge.refunded', first))).toBe('ignored');
    expect(await walletOf(tenant)).toBe(String(-10n * USD));
  });

  it('that are disputed say so, and are left as they are', async () => {
    const tenant = await prepaid();
    const { id, intent } = await paid(tenant);
    const dispute = { id: 'dp_1', object: 'dispute', amount: 5000, payment_intent: intent };
    expect(await told(stripe.event('charge.dispute.created', dispute))).toBe('applied');
    expect(await stateOf(tenant, id)).toMatchObject({ disputedAt: expect.any(String) });
    expect(await walletOf(tenant)).toBe('50000000000');
    expect((await desk.events(1)).items).toMatchObject([{ type: 'charge.dispute.created' }]);
  });

  describe('of invoices', () => {
    const issued = async () => {
      const fee = { key: 'calls', unit: 'calls' as const, per: 1 };
      const tiers = [{ upTo: null, priceNano: String(12n * USD) }];
      const tenant = await world.tenant({ fees: [{ ...fee, tiers }] });
      await world.write([world.event(tenant, { at: '2026-01-15T00:00:00.000Z' })]);
      const operator = tenant.owner.userId;
      const { id } = await invoices.draft(tenant.id, '2026-01', operator);
      await invoices.issue(id, operator);
      return { tenant, invoiceId: id, operator };
    };
    const begin = (tenant: TestTenant, invoiceId: string) =>
      tenant.run(() => payments.payInvoice({ ...PAGES, id: newId(), invoiceId }));
    const invoiceState = async (id: string): Promise<string | undefined> => {
      const sql = 'select state from invoices where id = ?';
      return (await world.ask<{ state: string }>(sql, [id]))[0]?.state;
    };

    it('pay what is due', async () => {
      const { tenant, invoiceId } = await issued();
      const session = await sessionOf(await begin(tenant, invoiceId));
      expect(stripe.sessions.get(session)?.amount_total).toBe(1200);
      await told(completed(session));
      expect(await invoiceState(invoiceId)).toBe('paid');
      expect(await world.balances(tenant.id)).toEqual({
        revenue: '12000000000',
        payments: '-12000000000',
      });
      await expect(begin(tenant, invoiceId)).rejects.toMatchObject({ code: 'conflict' });
    });

    it('paid twice, or voided meanwhile, fill the wallet', async () => {
      const { tenant, invoiceId, operator } = await issued();
      const pages = [await begin(tenant, invoiceId), await begin(tenant, invoiceId)];
      for (const page of pages) await told(completed(await sessionOf(page)));
      expect(await world.balances(tenant.id)).toMatchObject({ wallet: '12000000000' });
      expect(await invoiceState(invoiceId)).toBe('paid');
      const other = await issued();
      const page = await begin(other.tenant, other.invoiceId);
      await invoices.void(other.invoiceId, operator);
      await told(completed(await sessionOf(page)));
      expect(await world.balances(other.tenant.id)).toMatchObject({ wallet: '12000000000' });
    });

    it('that were credited meanwhile fill the wallet with the rest', async () => {
      const { tenant, invoiceId, operator } = await issued();
      const page = await begin(tenant, invoiceId);
      const note = { id: newId(), netNano: 2n * USD, reason: 'Outage' };
      await invoices.creditNote(invoiceId, note, operator);
      await told(completed(await sessionOf(page)));
      expect(await invoiceState(invoiceId)).toBe('paid');
      expect(await world.balances(tenant.id)).toEqual({
        revenue: '10000000000',
        payments: '-12000000000',
        wallet: '2000000000',
      });
    });

    it('of another tenant are not found, and wallets are for those who pay before', async () => {
      const { invoiceId, tenant } = await issued();
      const other = await prepaid();
      await expect(begin(other, invoiceId)).rejects.toMatchObject({ code: 'not_found' });
      await expect(topUp(tenant)).rejects.toMatchObject({ code: 'conflict' });
    });
  });

  it('are not begun when Stripe cannot be reached, and can be begun again', async () => {
    const tenant = await prepaid();
    const id = newId();
    stripe.fault = 'lose-answer';
    await expect(topUp(tenant, 50n * USD, id)).rejects.toMatchObject({
      code: 'upstream_unreachable',
    });
    stripe.fault = 'none';
    const page = await topUp(tenant, 50n * USD, id);
    await told(completed(await sessionOf(page)));
    expect(await walletOf(tenant)).toBe('50000000000');
    expect(
      [...stripe.sessions.values()].filter((s) => s.metadata['renum_payment'] === id),
    ).toHaveLength(1);
  });

  it('stay what they are for, and move only as they may', async () => {
    const tenant = await prepaid();
    const { id } = await paid(tenant);
    const open = (await topUp(tenant)).id;
    const set = (values: string, of = id) =>
      world.ask(`update payments set ${values} where id = ?`, [of]);
    for (const values of [
      ...["state = 'open', paid_at = null", "state = 'failed', paid_at = null"],
      ...['amount_nano = 1', "currency = 'EUR'", "payment_ref = 'pi_other'", 'payment_ref = null'],
      ...["checkout_ref = 'cs_other'", 'refunded_nano = amount_nano + 1'],
    ])
      await expect(set(values)).rejects.toThrow();
    await expect(set("state = 'paid'", open)).rejects.toThrow();
    await expect(set('refunded_nano = 1', open)).rejects.toThrow();
    const own = tenant.run(() =>
      db.tenants.transaction((em) => em.execute("update payments set state = 'expired'")),
    );
    await expect(own).rejects.toThrow('permission denied');
  });

  it('are off without Stripe’s secrets, and say which are missing', async () => {
    const off = new PaymentsService(db.tenants, db.platform, new AuditService(), null);
    const tenant = await prepaid();
    expect(off.providerName).toBeUndefined();
    const asked = tenant.run(() => off.topUp({ ...PAGES, id: newId(), amountNano: USD }));
    await expect(asked).rejects.toThrow('STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET');
  });
});
