import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

/** Payments are off unless both of Stripe's secrets are there. */
export const paymentsConfig = defineConfig(
  'payments',
  z
    .object({
      STRIPE_SECRET_KEY: z.string().min(1).optional(),
      /** Of the webhook endpoint `/v1/payments/stripe/webhook`. */
      STRIPE_WEBHOOK_SECRET: z.string().min(1).optional(),
      /** Where Stripe's API is, when it is not reached directly. */
      STRIPE_API_URL: z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'),
    })
    .refine(
      ({ STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: webhook }) =>
        Boolean(key) === Boolean(webhook),
      {
        path: ['STRIPE_WEBHOOK_SECRET'],
        message: 'STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET go together',
      },
    )
    .transform(
      ({ STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: webhook, STRIPE_API_URL: api }) => ({
        stripe: key && webhook ? { key, webhook, api } : undefined,
      }),
    ),
);
export type PaymentsConfig = ConfigOf<typeof paymentsConfig>;
