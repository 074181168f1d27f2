import type { ProviderManifestInput } from '../manifest';
import { read, TOOL_LIMITS } from './operations';

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
    read('search', 'Search products', 'GET /search'),
    read('product_details', 'A product', 'GET /product-details'),
    read('products_by_category', 'Products of a category', 'GET /products-by-category'),
    read('product_reviews', 'Reviews of a product', 'GET /product-reviews'),
    read('seller_profile', 'A seller', 'GET /seller-profile'),
    read('seller_reviews', 'Reviews of a seller', 'GET /seller-reviews'),
  ],
  test: { method: 'GET', path: '/search', query: { query: 'phone', country: 'US' }, free: false },
  limits: TOOL_LIMITS,
};
