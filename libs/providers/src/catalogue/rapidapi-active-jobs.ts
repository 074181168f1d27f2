import type { ProviderManifestInput } from '../manifest';
import { choice, query, text, whole } from './inputs';
import { read, TOOL_LIMITS } from './operations';

/** By RapidAPI, which has no call that is free: the test counts as one request. */
export const rapidapiActiveJobs: ProviderManifestInput = {
  id: 'rapidapi-active-jobs',
  title: 'Active Jobs data (RapidAPI)',
  kind: 'tool',
  category: 'data',
  docsUrl: 'https://rapidapi.com/hub',
  secretLabel: 'RapidAPI key',
  baseUrl: 'https://active-jobs-db.p.rapidapi.com',
  hosts: ['active-jobs-db.p.rapidapi.com'],
  needsBaseUrl: false,
  injections: [{ type: 'header', name: 'x-rapidapi-key' }],
  fixedHeaders: { 'x-rapidapi-host': 'active-jobs-db.p.rapidapi.com' },
  operations: [
    read(
      'active_jobs',
      'Search jobs of the last seven days',
      'GET /active-ats-7d',
      query({
        title_filter: text('e.g. "Data Engineer" OR "Data Scientist"'),
        location_filter: text('e.g. "United States" OR "Germany"'),
        description_filter: text('Words of the description'),
        organization_filter: text('Names of employers'),
        remote: choice(['true', 'false']),
        description_type: choice(['text', 'html'], 'With descriptions'),
        limit: whole('How many', 10, 100),
        offset: whole('How many to leave out', 0),
      }),
    ),
  ],
  test: { method: 'GET', path: '/active-ats-7d', query: { limit: '10', offset: '0' }, free: false },
  limits: TOOL_LIMITS,
};
