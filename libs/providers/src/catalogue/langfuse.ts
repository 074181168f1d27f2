import type { ProviderManifestInput } from '../manifest';
import { query, text, whole } from './inputs';
import { read, TOOL_LIMITS } from './operations';

/** Traces of runs go there by the tenant's setting; agents may only read. */
export const langfuse: ProviderManifestInput = {
  id: 'langfuse',
  title: 'Langfuse',
  kind: 'tool',
  category: 'developer',
  docsUrl: 'https://langfuse.com/docs/api-and-data-platform/features/public-api',
  secretLabel: 'Public and secret key, as public:secret',
  hosts: [],
  needsBaseUrl: true,
  // Or https://us.cloud.langfuse.com, or an installation of one's own.
  baseUrlExample: 'https://cloud.langfuse.com',
  injections: [{ type: 'basic', username: 'publicKey', password: 'secretKey' }],
  credential: {
    kind: 'basic',
    fields: [
      { name: 'publicKey', label: 'Public key', secret: false, placeholder: 'pk-lf-…' },
      { name: 'secretKey', label: 'Secret key', placeholder: 'sk-lf-…' },
    ],
  },
  operations: [
    read('projects.get', 'Whose keys these are', 'GET /api/public/projects'),
    read(
      'traces.list',
      'List traces',
      'GET /api/public/traces',
      query({
        page: whole(undefined, 1),
        limit: whole(undefined, 1, 100),
        userId: text(),
        sessionId: text(),
        name: text(),
        fromTimestamp: text('ISO 8601'),
        toTimestamp: text('ISO 8601'),
      }),
    ),
    read('traces.get', 'Describe a trace', 'GET /api/public/traces/:id'),
    read(
      'sessions.list',
      'List sessions',
      'GET /api/public/sessions',
      query({ page: whole(undefined, 1), limit: whole(undefined, 1, 100) }),
    ),
  ],
  test: { method: 'GET', path: '/api/public/projects' },
  limits: TOOL_LIMITS,
};
