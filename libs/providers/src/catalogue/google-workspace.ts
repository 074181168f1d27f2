import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`;

/** Calendar, Gmail and Drive of a person, by one account. Nothing here deletes, or shares a file. */
export const googleWorkspace: ProviderManifestInput = {
  id: 'google-workspace',
  title: 'Google Workspace',
  kind: 'tool',
  category: 'productivity',
  docsUrl: 'https://developers.google.com/workspace',
  secretLabel: 'OAuth access token',
  baseUrl: 'https://www.googleapis.com',
  hosts: ['www.googleapis.com'],
  needsBaseUrl: false,
  oauth2: {
    authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    tokenHosts: ['oauth2.googleapis.com'],
    issuer: 'https://accounts.google.com',
    grants: ['authorization_code'],
    scopes: [
      scope('userinfo.email'),
      scope('calendar.events'),
      scope('calendar.readonly'),
      scope('gmail.readonly'),
      scope('gmail.send'),
      scope('gmail.compose'),
      scope('drive.readonly'),
      scope('drive.file'),
    ],
    defaultScopes: [scope('userinfo.email'), scope('calendar.events'), scope('calendar.readonly')],
    // Google gives a refresh token only when asked for one, and again only with a new consent.
    extraAuthorizationParams: { access_type: 'offline', prompt: 'consent' },
  },
  injections: [{ type: 'bearer' }],
  dropQuery: ['key', 'access_token', 'oauth_token'],
  errors: { rateLimited: [403, 429] },
  operations: [
    read('calendar.list', 'List calendars', 'GET /calendar/v3/users/me/calendarList'),
    read('events.list', 'List events', 'GET /calendar/v3/calendars/:calendar/events'),
    read('events.get', 'Describe an event', 'GET /calendar/v3/calendars/:calendar/events/:event'),
    read('freebusy.query', 'When people are free', 'POST /calendar/v3/freeBusy'),
    write('events.create', 'Create an event', 'POST /calendar/v3/calendars/:calendar/events'),
    write(
      'events.update',
      'Change an event',
      'PATCH /calendar/v3/calendars/:calendar/events/:event',
    ),
    read('userinfo', 'Whose account this is', 'GET /oauth2/v3/userinfo'),
    read('gmail.profile', 'Whose mailbox this is', 'GET /gmail/v1/users/me/profile'),
    read('gmail.messages.list', 'Find mails', 'GET /gmail/v1/users/me/messages'),
    read('gmail.messages.get', 'Read a mail', 'GET /gmail/v1/users/me/messages/:message'),
    write('gmail.messages.send', 'Send a mail', 'POST /gmail/v1/users/me/messages/send'),
    write('gmail.drafts.create', 'Draft a mail', 'POST /gmail/v1/users/me/drafts'),
    read('drive.files.list', 'Find files', 'GET /drive/v3/files'),
    read('drive.files.get', 'Read a file', 'GET /drive/v3/files/:file'),
    read('drive.files.export', 'Read a document as text', 'GET /drive/v3/files/:file/export'),
    write('drive.files.create', 'Create a file entry', 'POST /drive/v3/files'),
  ],
  // Each API wants a scope of its own; this one goes with `userinfo.email`, which is always asked for.
  test: { method: 'GET', path: '/oauth2/v3/userinfo' },
  limits: TOOL_LIMITS,
};
