import type Stripe from 'stripe';
import { nanoOf } from '../minor-units';
import type { PaymentNews } from '../provider';

/** Under these names Stripe keeps what we told it, on the page and on the payment. */
export const PAYMENT_ID = 'renum_payment';

type Ref = string | { id: string } | null | undefined;
const refOf = (ref: Ref): string | undefined => (typeof ref === 'string' ? ref : ref?.id);

/** What one of Stripe's events says of a payment of ours. */
export function newsOf(event: Stripe.Event): PaymentNews {
  const about = { id: event.id, type: event.type, at: new Date(event.created * 1000) };
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return { ...about, ...ofSession(event.data.object), what: paidOf(event.data.object) };
    case 'checkout.session.async_payment_failed':
      return { ...about, ...ofSession(event.data.object), what: { kind: 'failed' } };
    case 'checkout.session.expired':
      return { ...about, ...ofSession(event.data.object), what: { kind: 'expired' } };
    case 'charge.refunded': {
      const {
        metadata,
        payment_intent: intent,
        amount_refunded: all,
        currency,
      } = event.data.object;
      const what = {
        kind: 'refunded' as const,
        amountNano: nanoOf(all),
        currency: codeOf(currency),
      };
      return { ...about, paymentId: metadata[PAYMENT_ID], paymentRef: refOf(intent), what };
    }
    case 'charge.dispute.created': {
      const paymentRef = refOf(event.data.object.payment_intent);
      return { ...about, paymentRef, what: { kind: 'disputed' } };
    }
    default:
      return { ...about, what: { kind: 'other' } };
  }
}

const codeOf = (currency: string | null): string | undefined => currency?.toUpperCase();

function ofSession(session: Stripe.Checkout.Session) {
  return {
    paymentId: session.metadata?.[PAYMENT_ID],
    paymentRef: refOf(session.payment_intent),
    checkoutRef: session.id,
  };
}

/** A page that was filled in is not paid yet where the money takes days. */
function paidOf(session: Stripe.Checkout.Session): PaymentNews['what'] {
  if (session.payment_status !== 'paid') return { kind: 'processing' };
  return {
    kind: 'paid',
    amountNano: nanoOf(session.amount_total),
    currency: codeOf(session.currency),
  };
}
