import type { ProviderManifestInput } from '../manifest';
import { choice, query, text, whole } from './inputs';
import { read, TOOL_LIMITS } from './operations';

const INDICATOR = query(
  {
    symbol: text('e.g. AAPL'),
    interval: choice(['5m', '15m', '30m', '1h', '1d', '1wk', '1mo', '3mo']),
    series_type: choice(['open', 'close', 'high', 'low']),
    time_period: whole('How many points an average has', 1),
    limit: whole('How many', 1),
  },
  'symbol',
  'interval',
  'series_type',
  'time_period',
);

/** By RapidAPI, which has no call that is free: the test counts as one request. */
export const rapidapiYahooFinance: ProviderManifestInput = {
  id: 'rapidapi-yahoo-finance',
  title: 'Yahoo Finance data (RapidAPI)',
  kind: 'tool',
  category: 'data',
  docsUrl: 'https://rapidapi.com/hub',
  secretLabel: 'RapidAPI key',
  baseUrl: 'https://yahoo-finance15.p.rapidapi.com/api',
  hosts: ['yahoo-finance15.p.rapidapi.com'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-rapidapi-key' }],
  fixedHeaders: { 'x-rapidapi-host': 'yahoo-finance15.p.rapidapi.com' },
  operations: [
    read(
      'tickers',
      'Tickers',
      'GET /v2/markets/tickers',
      query({
        page: whole(undefined, 1),
        type: choice(['STOCKS', 'ETF', 'MUTUALFUNDS', 'FUTURES', 'INDEX']),
      }),
    ),
    read(
      'search',
      'Search',
      'GET /v1/markets/search',
      query({ search: text('Name or symbol') }, 'search'),
    ),
    read(
      'news',
      'News',
      'GET /v2/markets/news',
      query({ tickers: text('e.g. AAPL'), type: choice(['ALL', 'VIDEO', 'PRESS_RELEASE']) }),
    ),
    read(
      'stock_module',
      'A stock',
      'GET /v1/markets/stock/modules',
      query(
        {
          ticker: text('e.g. AAPL'),
          module: text(
            'asset-profile, financial-data, income-statement, balance-sheet-v2, earnings, calendar-events, recommendation-trend …',
          ),
        },
        'ticker',
        'module',
      ),
    ),
    read('sma', 'Moving average', 'GET /v1/markets/indicators/sma', INDICATOR),
    read('rsi', 'Relative strength', 'GET /v1/markets/indicators/rsi', INDICATOR),
    read(
      'earnings_calendar',
      'Earnings calendar',
      'GET /v1/markets/calendar/earnings',
      query({ date: text('YYYY-MM-DD') }),
    ),
    read('insider_trades', 'Insider trades', 'GET /v1/markets/insider-trades'),
  ],
  test: { method: 'GET', path: '/v1/markets/search', query: { search: 'AA' }, free: false },
  limits: TOOL_LIMITS,
};
