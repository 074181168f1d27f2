import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

/** Slack says no with status 200 and `ok: false`. */
export const slack: ProviderManifestInput = {
  id: 'slack',
  title: 'Slack',
  kind: 'tool',
  category: 'messaging',
  docsUrl: 'https://docs.slack.dev/reference/methods',
  secretLabel: 'Bot token (xoxb-…)',
  baseUrl: 'https://slack.com/api',
  hosts: ['slack.com'],
  needsBaseUrl: false,
  oauth2: {
    authorizationUrl: 'https://slack.com/oauth/v2/authorize',
    tokenUrl: 'https://slack.com/api/oauth.v2.access',
    tokenHosts: ['slack.com'],
    grants: ['authorization_code'],
    scopes: [
      'chat:write',
      'channels:read',
      'channels:history',
      'groups:read',
      'groups:history',
      'reactions:write',
      'users:read',
    ],
    defaultScopes: ['chat:write', 'channels:read', 'channels:history', 'users:read'],
    scopeSeparator: ',',
    pkce: false,
  },
  injections: [{ type: 'bearer' }],
  dropQuery: ['token'],
  operations: [
    write('chat.post_message', 'Send a message', 'POST /chat.postMessage'),
    write('chat.update', 'Change a message', 'POST /chat.update'),
    write('reactions.add', 'Add a reaction', 'POST /reactions.add'),
    read('conversations.list', 'List channels', 'GET /conversations.list'),
    read('conversations.history', 'Messages of a channel', 'GET /conversations.history'),
    read('conversations.replies', 'Replies in a thread', 'GET /conversations.replies'),
    read('users.list', 'List people', 'GET /users.list'),
    read('users.info', 'Describe a person', 'GET /users.info'),
    read('auth.test', 'Whose token this is', 'POST /auth.test'),
  ],
  test: { method: 'POST', path: '/auth.test', expect: { path: ['ok'], equals: true } },
  limits: TOOL_LIMITS,
};
