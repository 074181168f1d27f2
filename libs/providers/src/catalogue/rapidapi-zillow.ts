import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

/** By RapidAPI, which has no call that is free: the test counts as one request. */
export const rapidapiZillow: ProviderManifestInput = {
  id: 'rapidapi-zillow',
  title: 'Zillow data (RapidAPI)',
  kind: 'tool',
  category: 'data',
  docsUrl: 'https://rapidapi.com/hub',
  secretLabel: 'RapidAPI key',
  baseUrl: 'https://zillow56.p.rapidapi.com',
  hosts: ['zillow56.p.rapidapi.com'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-rapidapi-key' }],
  fixedHeaders: { 'x-rapidapi-host': 'zillow56.p.rapidapi.com' },
  operations: [
    read('search', 'Search homes', 'GET /search'),
    read('search_address', 'A home, by address', 'GET /search_address'),
    read('property_v2', 'A home', 'GET /propertyV2'),
    read('zestimate_history', 'Value over time', 'GET /zestimate_history'),
    read('similar_properties', 'Similar homes', 'GET /similar_properties'),
    read('mortgage_rates', 'Mortgage rates', 'GET /mortgage/rates'),
  ],
  test: { method: 'GET', path: '/mortgage/rates', query: { program: 'Fixed30Year' }, free: false },
  limits: TOOL_LIMITS,
};
