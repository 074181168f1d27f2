import type { ProviderManifestInput } from '../manifest';
import { at, body, choice, list, object, query, text, texts, whole } from './inputs';
import { read, write, TOOL_LIMITS } from './operations';

const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`;

const CALENDAR = text('primary, or a calendar’s id');
const WHEN = object({
  dateTime: text('ISO 8601'),
  date: text('YYYY-MM-DD, for whole days'),
  timeZone: text('e.g. Europe/Berlin'),
});

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
    read(
      'events.list',
      'List events',
      'GET /calendar/v3/calendars/:calendar/events',
      at(
        { calendar: CALENDAR },
        query({
          timeMin: text('ISO 8601 with zone'),
          timeMax: text('ISO 8601 with zone'),
          q: text('Words'),
          singleEvents: choice(['true', 'false'], 'true: each repetition by itself'),
          orderBy: choice(['startTime', 'updated']),
          maxResults: whole(undefined, 1, 2500),
          pageToken: text(),
        }),
      ),
    ),
    read(
      'events.get',
      'Describe an event',
      'GET /calendar/v3/calendars/:calendar/events/:event',
      at({ calendar: CALENDAR }),
    ),
    read(
      'freebusy.query',
      'When people are free',
      'POST /calendar/v3/freeBusy',
      body(
        {
          timeMin: text('ISO 8601'),
          timeMax: text('ISO 8601'),
          items: list(object({ id: text('Calendar') }, 'id')),
        },
        'timeMin',
        'timeMax',
        'items',
      ),
    ),
    write(
      'events.create',
      'Create an event',
      'POST /calendar/v3/calendars/:calendar/events',
      at(
        { calendar: CALENDAR },
        body(
          {
            summary: text(),
            description: text(),
            location: text(),
            start: WHEN,
            end: WHEN,
            attendees: list(object({ email: text() }, 'email')),
          },
          'start',
          'end',
        ),
      ),
    ),
    write(
      'events.update',
      'Change an event',
      'PATCH /calendar/v3/calendars/:calendar/events/:event',
      at(
        { calendar: CALENDAR },
        body({
          summary: text(),
          description: text(),
          location: text(),
          start: WHEN,
          end: WHEN,
          attendees: list(object({ email: text() }, 'email')),
        }),
      ),
    ),
    read('userinfo', 'Whose account this is', 'GET /oauth2/v3/userinfo'),
    read('gmail.profile', 'Whose mailbox this is', 'GET /gmail/v1/users/me/profile'),
    read(
      'gmail.messages.list',
      'Find mails',
      'GET /gmail/v1/users/me/messages',
      query({
        q: text('As in Gmail’s search: from:, is:unread, newer_than:7d …'),
        labelIds: text(),
        maxResults: whole('At most 500 (100)', 1, 500),
        pageToken: text(),
      }),
    ),
    read(
      'gmail.messages.get',
      'Read a mail',
      'GET /gmail/v1/users/me/messages/:message',
      query({ format: choice(['full', 'metadata', 'minimal', 'raw']) }),
    ),
    write(
      'gmail.messages.send',
      'Send a mail',
      'POST /gmail/v1/users/me/messages/send',
      body({ raw: text('The whole mail (RFC 5322) in base64url'), threadId: text() }, 'raw'),
    ),
    write(
      'gmail.drafts.create',
      'Draft a mail',
      'POST /gmail/v1/users/me/drafts',
      body(
        { message: object({ raw: text('The whole mail (RFC 5322) in base64url') }, 'raw') },
        'message',
      ),
    ),
    read(
      'drive.files.list',
      'Find files',
      'GET /drive/v3/files',
      query({
        q: text("e.g. name contains 'report' and trashed = false"),
        pageSize: whole(undefined, 1, 1000),
        orderBy: text(),
        fields: text('e.g. files(id,name,mimeType,modifiedTime),nextPageToken'),
        pageToken: text(),
      }),
    ),
    read(
      'drive.files.get',
      'Read a file',
      'GET /drive/v3/files/:file',
      query({ alt: choice(['media'], 'The file itself'), fields: text() }),
    ),
    read(
      'drive.files.export',
      'Read a document as text',
      'GET /drive/v3/files/:file/export',
      query({ mimeType: text('e.g. text/plain, text/csv, application/pdf') }, 'mimeType'),
    ),
    write(
      'drive.files.create',
      'Create a file entry',
      'POST /drive/v3/files',
      body({ name: text(), mimeType: text(), parents: texts('Ids of folders') }, 'name'),
    ),
  ],
  // Each API wants a scope of its own; this one goes with `userinfo.email`, which is always asked for.
  test: { method: 'GET', path: '/oauth2/v3/userinfo' },
  limits: TOOL_LIMITS,
};
