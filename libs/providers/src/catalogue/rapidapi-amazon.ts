import type { ProviderManifestInput } from '../manifest';
import { choice, query, text, whole } from './inputs';
import { read, TOOL_LIMITS } from './operations';

const ASIN = text('e.g. B07ZPKBL9V');
const country = text('Two letters (US)');
const page = whole(undefined, 1);
const sort_by = choice([
  'RELEVANCE',
  'LOWEST_PRICE',
  'HIGHEST_PRICE',
  'REVIEWS',
  'NEWEST',
  'BEST_SELLERS',
]);

/** By RapidAPI, which has no call that is free: the test counts as one request. */
export const rapidapiAmazon: ProviderManifestInput = {
  id: 'rapidapi-amazon',
  title: 'Amazon data (RapidAPI)',
  kind: 'tool',
  category: 'data',
  docsUrl: 'https://rapidapi.com/hub',
  secretLabel: 'RapidAPI key',
  baseUrl: 'https://real-time-amazon-data.p.rapidapi.com',
  hosts: ['real-time-amazon-data.p.rapidapi.com'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-rapidapi-key' }],
  fixedHeaders: { 'x-rapidapi-host': 'real-time-amazon-data.p.rapidapi.com' },
  operations: [
    read(
      'search',
      'Search products',
      'GET /search',
      query(
        {
          query: text('Words, or an ASIN'),
          country,
          page,
          sort_by,
          product_condition: choice(['ALL', 'NEW', 'USED', 'RENEWED', 'COLLECTIBLE']),
          min_price: whole(),
          max_price: whole(),
          brand: text(),
        },
        'query',
      ),
    ),
    read(
      'product_details',
      'A product',
      'GET /product-details',
      query({ asin: ASIN, country }, 'asin'),
    ),
    read(
      'products_by_category',
      'Products of a category',
      'GET /products-by-category',
      query({ category_id: text(), country, page, sort_by }, 'category_id'),
    ),
    read(
      'product_reviews',
      'Reviews of a product',
      'GET /product-reviews',
      query(
        {
          asin: ASIN,
          country,
          page,
          sort_by: choice(['TOP_REVIEWS', 'MOST_RECENT']),
          star_rating: choice([
            'ALL',
            '5_STARS',
            '4_STARS',
            '3_STARS',
            '2_STARS',
            '1_STARS',
            'POSITIVE',
            'CRITICAL',
          ]),
        },
        'asin',
      ),
    ),
    read(
      'seller_profile',
      'A seller',
      'GET /seller-profile',
      query({ seller_id: text(), country }, 'seller_id'),
    ),
    read(
      'seller_reviews',
      'Reviews of a seller',
      'GET /seller-reviews',
      query({ seller_id: text(), country, page }, 'seller_id'),
    ),
  ],
  test: { method: 'GET', path: '/search', query: { query: 'phone', country: 'US' }, free: false },
  limits: TOOL_LIMITS,
};
