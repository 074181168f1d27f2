import type { ProviderManifestInput } from '../manifest';
import { choice, query, text, whole } from './inputs';
import { read, TOOL_LIMITS } from './operations';

const HOME = query({ zpid: text('Zillow’s number of the home') }, 'zpid');

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
    read(
      'search',
      'Search homes',
      'GET /search',
      query(
        {
          location: text('City, ZIP code or quarter, e.g. "Houston, TX"'),
          page: whole(undefined, 1),
          status: choice(['forSale', 'forRent', 'recentlySold']),
          sortSelection: text('priorityscore, days, priced, pricea …'),
          price_min: whole(),
          price_max: whole(),
          beds_min: whole(),
          baths_min: whole(),
        },
        'location',
      ),
    ),
    read(
      'search_address',
      'A home, by address',
      'GET /search_address',
      query({ address: text('Street, city, state') }, 'address'),
    ),
    read('property_v2', 'A home', 'GET /propertyV2', HOME),
    read('zestimate_history', 'Value over time', 'GET /zestimate_history', HOME),
    read('similar_properties', 'Similar homes', 'GET /similar_properties', HOME),
    read(
      'mortgage_rates',
      'Mortgage rates',
      'GET /mortgage/rates',
      query({
        program: text('Fixed30Year, Fixed15Year, ARM5 …'),
        state: text('Two letters'),
        refinance: choice(['true', 'false']),
        loanType: text('Conventional, FHA, VA, Jumbo …'),
        loanAmount: text('Micro, SmallConforming, Conforming …'),
        creditScore: text('Low, High, VeryHigh'),
      }),
    ),
  ],
  test: { method: 'GET', path: '/mortgage/rates', query: { program: 'Fixed30Year' }, free: false },
  limits: TOOL_LIMITS,
};
