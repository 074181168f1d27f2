import type { CheckoutView, PaymentEventView, PaymentView } from '@renum/contracts';

const usd = (nano: string) => ({ nano, currency: 'USD' });

/** What the documentation shows. */
export const CHECKOUT: CheckoutView = {
  id: '01945b70-0000-7000-8000-000000000021',
  url: 'https://checkout.stripe.com/c/pay/cs_live_a1B2c3',
  expiresAt: '2026-11-22T10:15:00.000Z',
};

export const PAYMENT: PaymentView = {
  id: '01945b70-0000-7000-8000-000000000021',
  tenantId: '01945b70-0000-7000-8000-000000000001',
  provider: 'stripe',
  purpose: 'top_up',
  amount: usd('50000000000'),
  state: 'paid',
  refunded: usd('0'),
  createdAt: '2026-11-21T10:15:00.000Z',
  paidAt: '2026-11-21T10:16:12.000Z',
};

export const PAYMENT_EVENT: PaymentEventView = {
  id: 'evt_1QabcdEfGhIjKlMn',
  type: 'charge.dispute.created',
  occurredAt: '2026-11-21T10:15:00.000Z',
  receivedAt: '2026-11-21T10:15:01.000Z',
  outcome: 'applied',
  note: 'The payer disputes it: answer at the provider.',
  paymentId: '01945b70-0000-7000-8000-000000000021',
};
