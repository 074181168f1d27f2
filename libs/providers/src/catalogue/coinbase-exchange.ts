import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

const product_id = { type: 'string', description: 'Trading pair, e.g. BTC-USD' };
const product = { product: product_id };

/** Markets, and what an account holds and did; nothing here trades. Each request is signed. */
export const coinbaseExchange: ProviderManifestInput = {
  id: 'coinbase-exchange',
  title: 'Coinbase Exchange',
  kind: 'tool',
  category: 'finance',
  docsUrl: 'https://docs.cdp.coinbase.com/exchange/docs/rest-auth',
  secretLabel: 'API key, secret and passphrase, view only',
  baseUrl: 'https://api.exchange.coinbase.com',
  hosts: ['api.exchange.coinbase.com'],
  needsBaseUrl: false,
  credential: {
    kind: 'custom',
    fields: [
      { name: 'apiKey', label: 'API key' },
      { name: 'secret', label: 'Secret' },
      { name: 'passphrase', label: 'Passphrase' },
    ],
  },
  injections: [
    { type: 'header', name: 'cb-access-key', field: 'apiKey' },
    { type: 'header', name: 'cb-access-passphrase', field: 'passphrase' },
    {
      type: 'signed',
      field: 'secret',
      keyEncoding: 'base64',
      parts: ['timestamp', 'method', 'target', 'body'],
      encoding: 'base64',
      signature: { in: 'header', name: 'cb-access-sign' },
      timestamp: { unit: 'seconds', at: { in: 'header', name: 'cb-access-timestamp' } },
    },
  ],
  // Coinbase refuses requests without a user agent.
  defaultHeaders: { 'user-agent': 'renum' },
  rateLimits: [{ requests: 15, seconds: 1 }],
  operations: [
    read('accounts.list', 'Balances', 'GET /accounts'),
    read('products.list', 'Trading pairs', 'GET /products'),
    read('products.ticker', 'Price of a pair', 'GET /products/:product/ticker', {
      input: { path: product },
    }),
    read('products.candles', 'Prices over time', 'GET /products/:product/candles', {
      input: {
        path: product,
        query: {
          granularity: {
            type: 'integer',
            enum: [60, 300, 900, 3600, 21600, 86400],
            description: 'Seconds',
          },
          start: { type: 'string', description: 'ISO 8601 time' },
          end: {
            type: 'string',
            description: 'ISO 8601 time; at most 300 candles after the start',
          },
        },
      },
    }),
    read('orders.list', 'Orders', 'GET /orders', {
      input: {
        query: { product_id, status: { type: 'string', enum: ['open', 'pending', 'done', 'all'] } },
      },
    }),
    read('fills.list', 'Own trades', 'GET /fills', {
      input: { query: { product_id }, requiredQuery: ['product_id'] },
    }),
  ],
  test: { method: 'GET', path: '/accounts' },
  limits: TOOL_LIMITS,
};
