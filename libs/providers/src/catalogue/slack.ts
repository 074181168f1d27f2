import type { ProviderManifestInput } from '../manifest';
import { body, choice, free, list, query, text, whole } from './inputs';
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
    write(
      'chat.post_message',
      'Send a message',
      'POST /chat.postMessage',
      body(
        {
          channel: text('Id of a channel or person'),
          text: text('Slack’s markup'),
          thread_ts: text('ts of the message to answer in its thread'),
          blocks: list(free('A Block Kit block'), 'Instead of plain text'),
        },
        'channel',
        'text',
      ),
    ),
    write(
      'chat.update',
      'Change a message',
      'POST /chat.update',
      body({ channel: text(), ts: text('Of the message'), text: text() }, 'channel', 'ts'),
    ),
    write(
      'reactions.add',
      'Add a reaction',
      'POST /reactions.add',
      body(
        {
          channel: text(),
          timestamp: text('ts of the message'),
          name: text('Emoji without colons'),
        },
        'channel',
        'timestamp',
        'name',
      ),
    ),
    read(
      'conversations.list',
      'List channels',
      'GET /conversations.list',
      query({
        types: text('public_channel,private_channel,im,mpim'),
        exclude_archived: choice(['true', 'false']),
        limit: whole('At most', 1, 1000),
        cursor: text(),
      }),
    ),
    read(
      'conversations.history',
      'Messages of a channel',
      'GET /conversations.history',
      query(
        {
          channel: text('Id'),
          oldest: text('Unix time'),
          latest: text('Unix time'),
          limit: whole('At most', 1, 999),
          cursor: text(),
        },
        'channel',
      ),
    ),
    read(
      'conversations.replies',
      'Replies in a thread',
      'GET /conversations.replies',
      query(
        {
          channel: text('Id'),
          ts: text('Of the first message'),
          limit: whole('At most', 1, 1000),
          cursor: text(),
        },
        'channel',
        'ts',
      ),
    ),
    read(
      'users.list',
      'List people',
      'GET /users.list',
      query({ limit: whole('At most', 1, 1000), cursor: text() }),
    ),
    read('users.info', 'Describe a person', 'GET /users.info', query({ user: text('Id') }, 'user')),
    read('auth.test', 'Whose token this is', 'POST /auth.test'),
  ],
  test: { method: 'POST', path: '/auth.test', expect: { path: ['ok'], equals: true } },
  limits: TOOL_LIMITS,
};
