import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

export const sendgrid: ProviderManifestInput = {
  id: 'sendgrid',
  title: 'SendGrid',
  kind: 'tool',
  category: 'messaging',
  docsUrl: 'https://www.twilio.com/docs/sendgrid/api-reference',
  secretLabel: 'API key (SG.…)',
  baseUrl: 'https://api.sendgrid.com/v3',
  hosts: ['api.sendgrid.com'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  errors: { messageAt: [['errors', '0', 'message']] },
  operations: [
    write('mail.send', 'Send an email', 'POST /mail/send'),
    read('scopes', 'What the key may do', 'GET /scopes'),
    read('templates.list', 'List templates', 'GET /templates'),
  ],
  test: { method: 'GET', path: '/scopes' },
  limits: TOOL_LIMITS,
};
