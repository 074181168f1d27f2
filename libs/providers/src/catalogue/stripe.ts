import type { ProviderManifestInput } from '../manifest';
import { form, free, list, object, query, text, whole } from './inputs';
import { read, write, TOOL_LIMITS } from './operations';

const PAGE = {
  limit: whole('At most 100 (10)', 1, 100),
  starting_after: text('Id of the last one before'),
};

/** Nothing here moves money by itself. What writes takes an `idempotency-key`, and is repeated only with one. */
export const stripe: ProviderManifestInput = {
  id: 'stripe',
  title: 'Stripe',
  kind: 'tool',
  category: 'payments',
  docsUrl: 'https://docs.stripe.com/api',
  secretLabel: 'Restricted key (rk_…)',
  baseUrl: 'https://api.stripe.com',
  hosts: ['api.stripe.com'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  rateLimits: [{ requests: 100, seconds: 1, note: 'live mode' }],
  operations: [
    read('balance', 'Balance', 'GET /v1/balance'),
    read(
      'customers.list',
      'List customers',
      'GET /v1/customers',
      query({ email: text('Exactly'), ...PAGE }),
    ),
    read('customers.get', 'Describe a customer', 'GET /v1/customers/:customer'),
    read(
      'invoices.list',
      'List invoices',
      'GET /v1/invoices',
      query({
        customer: text('cus_…'),
        status: text('draft, open, paid, uncollectible or void'),
        ...PAGE,
      }),
    ),
    read('invoices.get', 'Describe an invoice', 'GET /v1/invoices/:invoice'),
    read(
      'charges.list',
      'List charges',
      'GET /v1/charges',
      query({ customer: text('cus_…'), ...PAGE }),
    ),
    write('customers.create', 'Create a customer', 'POST /v1/customers', {
      idempotencyHeader: 'idempotency-key',
      ...form({
        email: text(),
        name: text(),
        phone: text(),
        description: text(),
        metadata: free('Texts by name'),
      }),
    }),
    write('payment_links.create', 'Create a payment link', 'POST /v1/payment_links', {
      idempotencyHeader: 'idempotency-key',
      ...form(
        {
          line_items: list(
            object({ price: text('price_…'), quantity: whole(undefined, 1) }, 'price', 'quantity'),
          ),
          metadata: free('Texts by name'),
        },
        'line_items',
      ),
    }),
  ],
  test: { method: 'GET', path: '/v1/balance' },
  limits: TOOL_LIMITS,
};
