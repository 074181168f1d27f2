import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

const symbol = { type: 'string', description: 'Trading pair, e.g. BTCUSDT' };
const limit = { type: 'integer', minimum: 1, maximum: 1000, description: 'How many (500)' };

/** What an account holds and did; nothing here trades. Each request is signed with its time. */
export const binance: ProviderManifestInput = {
  id: 'binance',
  title: 'Binance Spot',
  kind: 'tool',
  category: 'finance',
  docsUrl: 'https://developers.binance.com/docs/binance-spot-api-docs/rest-api',
  secretLabel: 'API key and secret key, read only',
  baseUrl: 'https://api.binance.com',
  hosts: ['api.binance.com'],
  needsBaseUrl: false,
  credential: {
    kind: 'custom',
    fields: [
      { name: 'apiKey', label: 'API key' },
      { name: 'secretKey', label: 'Secret key' },
    ],
  },
  injections: [
    { type: 'header', name: 'x-mbx-apikey', field: 'apiKey' },
    {
      type: 'signed',
      field: 'secretKey',
      parts: ['query', 'body'],
      encoding: 'hex',
      signature: { in: 'query', name: 'signature' },
      timestamp: { unit: 'milliseconds', at: { in: 'query', name: 'timestamp' } },
    },
  ],
  errors: { messageAt: [['msg']], rateLimited: [418, 429] },
  operations: [
    read('account', 'Balances', 'GET /api/v3/account', {
      input: {
        query: {
          omitZeroBalances: {
            type: 'string',
            enum: ['true', 'false'],
            description: 'Leave out what is empty',
          },
        },
      },
    }),
    read('orders.open', 'Open orders', 'GET /api/v3/openOrders', { input: { query: { symbol } } }),
    read('orders.list', 'All orders of a pair', 'GET /api/v3/allOrders', {
      input: { query: { symbol, limit }, requiredQuery: ['symbol'] },
    }),
    read('trades.list', 'Own trades of a pair', 'GET /api/v3/myTrades', {
      input: { query: { symbol, limit }, requiredQuery: ['symbol'] },
    }),
  ],
  test: { method: 'GET', path: '/api/v3/account', query: { omitZeroBalances: 'true' } },
  limits: TOOL_LIMITS,
};
