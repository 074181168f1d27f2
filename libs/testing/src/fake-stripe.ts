import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';

interface Session {
  id: string;
  object: 'checkout.session';
  mode: 'payment';
  status: 'open' | 'complete' | 'expired';
  payment_status: 'unpaid' | 'paid';
  amount_total: number;
  currency: string;
  client_reference_id: string | null;
  metadata: Record<string, string>;
  payment_intent: string | null;
  success_url: string;
  cancel_url: string;
  expires_at: number;
  url: string | null;
}

interface Charge {
  id: string;
  object: 'charge';
  payment_intent: string;
  amount: number;
  amount_refunded: number;
  currency: string;
  metadata: Record<string, string>;
}

/** What Stripe sends to a webhook endpoint. */
export interface StripeDelivery {
  body: string;
  signature: string;
}

type Fault = 'none' | 'refuse' | 'fail' | 'lose-answer';

const idOf = (prefix: string): string => `${prefix}_${randomBytes(9).toString('hex')}`;
const now = (): number => Math.floor(Date.now() / 1000);

/**
 * Plays Stripe on loopback, as its API reference says: form-encoded requests with a bearer key and an
 * idempotency key, pages to pay at, refunds, and signed events. What its pages do is up to the spec.
 */
export class FakeStripe implements AsyncDisposable {
  readonly key = `sk_test_${randomBytes(12).toString('hex')}`;
  readonly webhookSecret = `whsec_${randomBytes(12).toString('hex')}`;
  readonly sessions = new Map<string, Session>();
  readonly charges = new Map<string, Charge>();
  /** How the next requests end. `lose-answer`: it is done, and the connection breaks. */
  fault: Fault = 'none';
  readonly requests: { path: string; idempotencyKey: string; form: URLSearchParams }[] = [];
  private readonly intents = new Map<string, Record<string, string>>();
  private readonly answers = new Map<string, { form: string; status: number; body: string }>();
  private readonly server: Server;
  private readonly sdk = new Stripe(this.key);

  constructor() {
    this.server = createServer((req, res) => void this.serve(req, res));
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Somebody fills in the page; without `settled` the money takes days. */
  complete(sessionId: string, { settled = true } = {}): Session {
    const session = this.session(sessionId);
    session.status = 'complete';
    session.payment_intent ??= idOf('pi');
    session.url = null;
    if (settled) this.settle(sessionId);
    return session;
  }

  /** The money has come. */
  settle(sessionId: string): Charge {
    const session = this.session(sessionId);
    session.payment_status = 'paid';
    const charge: Charge = {
      ...{ id: idOf('ch'), object: 'charge', payment_intent: session.payment_intent ?? '' },
      ...{ amount: session.amount_total, amount_refunded: 0, currency: session.currency },
      metadata: this.intents.get(sessionId) ?? {},
    };
    this.charges.set(charge.payment_intent, charge);
    return charge;
  }

  /** One event, signed. Sent again it is the same one, under its own id. */
  event(type: string, object: object, { id = idOf('evt'), signedAt = now() } = {}): StripeDelivery {
    const body = JSON.stringify({
      ...{ id, object: 'event', api_version: '2026-09-30', created: now(), livemode: false },
      ...{ type, pending_webhooks: 1, request: null, data: { object } },
    });
    return { body, signature: this.sign(body, signedAt) };
  }

  sign(body: string, timestamp = now(), secret = this.webhookSecret): string {
    return this.sdk.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
  }

  /** Paid back in Stripe's own dashboard. */
  refundInDashboard(paymentIntent: string, amount: number): Charge {
    const charge = this.charges.get(paymentIntent);
    if (!charge) throw new Error(`no charge of ${paymentIntent}`);
    charge.amount_refunded += amount;
    return charge;
  }

  private session(id: string): Session {
    const session = this.sessions.get(id);
    if (!session) throw new Error(`no session ${id}`);
    return session;
  }

  private async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of req) text += String(chunk);
    const path = req.url ?? '';
    const idempotencyKey = String(req.headers['idempotency-key'] ?? '');
    const form = new URLSearchParams(text);
    this.requests.push({ path, idempotencyKey, form });
    if (req.headers.authorization !== `Bearer ${this.key}`)
      return refuse(res, 401, 'invalid_request_error', 'Invalid API Key provided');
    if (this.fault === 'fail') return refuse(res, 500, 'api_error', 'Something went wrong');
    if (this.fault === 'refuse') return refuse(res, 400, 'invalid_request_error', 'Not today');
    const known = this.answers.get(idempotencyKey);
    if (known && known.form !== text)
      return refuse(
        res,
        400,
        'idempotency_error',
        'Keys can only be used with the same parameters',
      );
    const made = known ?? { form: text, ...this.answer(path, form) };
    if (idempotencyKey) this.answers.set(idempotencyKey, made);
    if (this.fault === 'lose-answer') return void res.destroy();
    res.writeHead(made.status, { 'content-type': 'application/json' }).end(made.body);
  }

  private answer(path: string, form: URLSearchParams): { status: number; body: string } {
    if (path === '/v1/checkout/sessions') return ok(this.newSession(form));
    if (path === '/v1/refunds') return this.newRefund(form);
    return fault(404, `Unrecognized request URL (POST: ${path})`);
  }

  private newSession(form: URLSearchParams): Session {
    const price = 'line_items[0][price_data]';
    const session: Session = {
      ...{ id: idOf('cs_test'), object: 'checkout.session', mode: 'payment', status: 'open' },
      ...{ payment_status: 'unpaid', payment_intent: null, expires_at: now() + 86_400 },
      amount_total:
        Number(form.get(`${price}[unit_amount]`)) * Number(form.get('line_items[0][quantity]')),
      currency: form.get(`${price}[currency]`) ?? '',
      client_reference_id: form.get('client_reference_id'),
      metadata: mapIn(form, 'metadata'),
      success_url: form.get('success_url') ?? '',
      cancel_url: form.get('cancel_url') ?? '',
      url: '',
    };
    session.url = `https://checkout.stripe.com/c/pay/${session.id}`;
    this.sessions.set(session.id, session);
    this.intents.set(session.id, mapIn(form, 'payment_intent_data[metadata]'));
    return { ...session };
  }

  private newRefund(form: URLSearchParams): { status: number; body: string } {
    const charge = this.charges.get(form.get('payment_intent') ?? '');
    if (!charge) return fault(404, `No such payment_intent: '${form.get('payment_intent')}'`);
    const amount = Number(form.get('amount'));
    if (charge.amount_refunded + amount > charge.amount)
      return fault(400, `Refund amount (${amount}) is greater than unrefunded amount on charge`);
    charge.amount_refunded += amount;
    const { currency, payment_intent: intent } = charge;
    const refund = { id: idOf('re'), object: 'refund', amount, currency, payment_intent: intent };
    return ok({ ...refund, status: 'succeeded', metadata: mapIn(form, 'metadata') });
  }
}

function mapIn(form: URLSearchParams, name: string): Record<string, string> {
  const entries = [...form].flatMap(([key, value]) =>
    key.startsWith(`${name}[`) ? [[key.slice(name.length + 1, -1), value] as const] : [],
  );
  return Object.fromEntries(entries);
}

const ok = (object: object) => ({ status: 200, body: JSON.stringify(object) });
const fault = (status: number, message: string, type = 'invalid_request_error') => ({
  status,
  body: JSON.stringify({ error: { type, message } }),
});

function refuse(res: ServerResponse, status: number, type: string, message: string): void {
  const { body } = fault(status, message, type);
  res.writeHead(status, { 'content-type': 'application/json' }).end(body);
}
