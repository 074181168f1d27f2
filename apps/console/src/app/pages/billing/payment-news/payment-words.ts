import type { PaymentState } from '@renum/contracts';

/** What a person who comes back from the payment provider wants to know. */
export const PAYMENT_WORDS: Record<PaymentState, { text: string; icon: string; bad: boolean }> = {
  open: {
    text: 'Nothing was paid yet: the page of the payment provider was not finished.',
    icon: 'hourglass_empty',
    bad: false,
  },
  processing: {
    text: 'Your payment is on its way. It counts as soon as the money is there.',
    icon: 'schedule',
    bad: false,
  },
  paid: { text: 'Your payment has come. Thank you.', icon: 'check_circle', bad: false },
  failed: { text: 'The payment failed. Nothing was taken.', icon: 'error', bad: true },
  expired: { text: 'The payment took too long and is void.', icon: 'error', bad: true },
};

/** States that go on by themselves. */
export const isUnderWay = (state: PaymentState): boolean =>
  state === 'open' || state === 'processing';
