import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

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
    read('tickers', 'Tickers', 'GET /v2/markets/tickers'),
    read('search', 'Search', 'GET /v1/markets/search'),
    read('news', 'News', 'GET /v2/markets/news'),
    read('stock_module', 'A stock', 'GET /v1/markets/stock/modules'),
    read('sma', 'Moving average', 'GET /v1/markets/indicators/sma'),
    read('rsi', 'Relative strength', 'GET /v1/markets/indicators/rsi'),
    read('earnings_calendar', 'Earnings calendar', 'GET /v1/markets/calendar/earnings'),
    read('insider_trades', 'Insider trades', 'GET /v1/markets/insider-trades'),
  ],
  test: { method: 'GET', path: '/v1/markets/search', query: { search: 'AA' }, free: false },
  limits: TOOL_LIMITS,
};
