import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

export const discord: ProviderManifestInput = {
  id: 'discord',
  title: 'Discord',
  kind: 'tool',
  category: 'messaging',
  docsUrl: 'https://discord.com/developers/docs/reference',
  secretLabel: 'Bot token',
  baseUrl: 'https://discord.com/api/v10',
  hosts: ['discord.com'],
  needsBaseUrl: false,
  oauth2: {
    authorizationUrl: 'https://discord.com/oauth2/authorize',
    tokenUrl: 'https://discord.com/api/oauth2/token',
    tokenHosts: ['discord.com'],
    grants: ['authorization_code', 'client_credentials'],
    scopes: ['identify', 'guilds', 'guilds.members.read', 'connections'],
    defaultScopes: ['identify', 'guilds'],
    injections: [{ type: 'bearer' }],
  },
  injections: [{ type: 'header', name: 'authorization', prefix: 'Bot ' }],
  // Discord asks for a client that says who it is.
  defaultHeaders: { 'user-agent': 'DiscordBot (renum, 1)' },
  rateLimits: [{ requests: 50, seconds: 1, note: 'per bot' }],
  operations: [
    write('messages.create', 'Send a message', 'POST /channels/:channel/messages'),
    read('messages.list', 'Messages of a channel', 'GET /channels/:channel/messages'),
    read('channels.get', 'Describe a channel', 'GET /channels/:channel'),
    read('guilds.get', 'Describe a server', 'GET /guilds/:guild'),
    read('guilds.channels', 'Channels of a server', 'GET /guilds/:guild/channels'),
    read('users.me', 'Whose token this is', 'GET /users/@me'),
  ],
  test: { method: 'GET', path: '/users/@me' },
  limits: TOOL_LIMITS,
};
