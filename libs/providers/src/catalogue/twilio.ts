import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

/** The account is part of every path; the credential says which one, so callers leave it out. */
export const twilio: ProviderManifestInput = {
  id: 'twilio',
  title: 'Twilio',
  kind: 'tool',
  category: 'messaging',
  docsUrl: 'https://www.twilio.com/docs/usage/api',
  secretLabel: 'Account SID and auth token, as SID:token',
  baseUrl: 'https://api.twilio.com/2010-04-01',
  hosts: ['api.twilio.com'],
  needsBaseUrl: false,
  injections: [
    { type: 'basic', username: 'accountSid', password: 'authToken' },
    { type: 'path', template: '/Accounts/{accountSid}' },
  ],
  credential: {
    kind: 'basic',
    fields: [
      { name: 'accountSid', label: 'Account SID', secret: false, placeholder: 'AC…' },
      { name: 'authToken', label: 'Auth token' },
    ],
  },
  operations: [
    write('messages.create', 'Send a message', 'POST /Messages.json'),
    read('messages.list', 'List messages', 'GET /Messages.json'),
    read('messages.get', 'Describe a message', 'GET /Messages/:sid.json'),
    write('calls.create', 'Make a call', 'POST /Calls.json'),
    read('calls.get', 'Describe a call', 'GET /Calls/:sid.json'),
    read('balance', 'Balance', 'GET /Balance.json'),
  ],
  test: { method: 'GET', path: '/Balance.json' },
  limits: TOOL_LIMITS,
};
