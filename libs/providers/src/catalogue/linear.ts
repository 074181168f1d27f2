import type { ProviderManifestInput } from '../manifest';
import { body, free, text } from './inputs';
import { write, TOOL_LIMITS } from './operations';

/** One operation, because GraphQL has one path: what it does is in the body. */
export const linear: ProviderManifestInput = {
  id: 'linear',
  title: 'Linear',
  kind: 'tool',
  category: 'developer',
  docsUrl: 'https://linear.app/developers/graphql',
  secretLabel: 'API key (lin_api_…)',
  baseUrl: 'https://api.linear.app',
  hosts: ['api.linear.app'],
  needsBaseUrl: false,
  oauth2: {
    authorizationUrl: 'https://linear.app/oauth/authorize',
    tokenUrl: 'https://api.linear.app/oauth/token',
    tokenHosts: ['api.linear.app'],
    grants: ['authorization_code'],
    scopes: ['read', 'write', 'issues:create', 'comments:create'],
    defaultScopes: ['read'],
    scopeSeparator: ',',
    // A key stands alone there; a token says that it is one.
    injections: [{ type: 'bearer' }],
  },
  injections: [{ type: 'header', name: 'authorization' }],
  errors: { messageAt: [['errors', '0', 'message']] },
  operations: [
    write('graphql', 'Query or change by GraphQL', 'POST /graphql', {
      description: 'Linear’s GraphQL: issues, projects, teams, cycles, comments; e.g. issueCreate.',
      ...body({ query: text('The GraphQL document'), variables: free('By name') }, 'query'),
    }),
  ],
  test: {
    method: 'POST',
    path: '/graphql',
    body: { query: '{ viewer { id } }' },
  },
  limits: TOOL_LIMITS,
};
