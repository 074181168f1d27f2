import { DomainError } from '@renum/platform';
import Stripe from 'stripe';
import { minorOf, mustHaveCents } from '../minor-units';
import type { Checkout, CheckoutOrder, PaymentNews, PaymentProvider } from '../provider';
import { newsOf, PAYMENT_ID } from './stripe-news';

export interface StripeOptions {
  key: string;
  /** Of the webhook endpoint. */
  webhook: string;
  /** Of the API. */
  api: string;
}

const TIMEOUT_MS = 20_000;
const RETRIES = 2;
/** How old a signature may be: an event that somebody recorded cannot be sent again later. */
const TOLERANCE_SECONDS = 300;

/** Payments by Stripe: its own pages, so that no card number ever comes near us. */
export class StripePayments implements PaymentProvider {
  readonly name = 'stripe';
  private readonly stripe: Stripe;

  constructor(private readonly options: StripeOptions) {
    const { protocol, hostname, port } = new URL(options.api);
    this.stripe = new Stripe(options.key, {
      host: hostname,
      protocol: protocol === 'http:' ? 'http' : 'https',
      ...(port !== '' && { port }),
      ...{ timeout: TIMEOUT_MS, maxNetworkRetries: RETRIES, telemetry: false },
    });
  }

  async checkout(order: CheckoutOrder): Promise<Checkout> {
    const { id, amountNano, currency, title } = order;
    mustHaveCents(currency);
    const metadata = { [PAYMENT_ID]: id, renum_tenant: order.tenantId };
    const session = await asked(
      this.stripe.checkout.sessions.create(
        {
          mode: 'payment',
          line_items: [
            {
              quantity: 1,
              price_data: {
                currency: currency.toLowerCase(),
                unit_amount: minorOf(amountNano),
                product_data: { name: title },
              },
            },
          ],
          client_reference_id: id,
          metadata,
          // The payment and its charges carry it too: refunds are told of these.
          payment_intent_data: { metadata },
          success_url: order.doneUrl,
          cancel_url: order.backUrl,
        },
        { idempotencyKey: `checkout-${id}` },
      ),
    );
    if (!session.url)
      throw new DomainError('upstream_unreachable', 'Stripe made no page to pay at.');
    return { ref: session.id, url: session.url, expiresAt: new Date(session.expires_at * 1000) };
  }

  async refund(order: {
    id: string;
    paymentRef: string;
    amountNano: bigint;
    currency: string;
  }): Promise<string> {
    const { id, paymentRef, amountNano } = order;
    const refund = await asked(
      this.stripe.refunds.create(
        {
          payment_intent: paymentRef,
          amount: minorOf(amountNano),
          metadata: { renum_refund: id },
        },
        { idempotencyKey: `refund-${id}` },
      ),
    );
    if (refund.status === 'failed' || refund.status === 'canceled')
      throw new DomainError('conflict', `Stripe could not refund it: ${refund.failure_reason}.`);
    return refund.id;
  }

  news(raw: Buffer, signature: string): PaymentNews {
    let event: Stripe.Event;
    try {
      const { webhook } = this.options;
      event = this.stripe.webhooks.constructEvent(raw, signature, webhook, TOLERANCE_SECONDS);
    } catch (error) {
      const message = 'This is not signed by Stripe, or not just now.';
      throw new DomainError('malformed_request', message, { cause: error });
    }
    return newsOf(event);
  }
}

/** A clear no is a conflict; of everything else nobody knows whether it was done. */
async function asked<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeAuthenticationError)
      throw new DomainError('upstream_unreachable', 'Stripe does not know STRIPE_SECRET_KEY.', {
        cause: error,
      });
    if (
      error instanceof Stripe.errors.StripeInvalidRequestError ||
      error instanceof Stripe.errors.StripeCardError
    )
      throw new DomainError('conflict', `Stripe says no: ${error.message}`, { cause: error });
    throw new DomainError('upstream_unreachable', 'Stripe cannot be reached.', { cause: error });
  }
}
