import type { ProviderManifestInput } from '../manifest';
import { body, text, texts } from './inputs';
import { read, write, TOOL_LIMITS } from './operations';

export const resend: ProviderManifestInput = {
  id: 'resend',
  title: 'Resend',
  kind: 'tool',
  category: 'messaging',
  docsUrl: 'https://resend.com/docs/api-reference/introduction',
  secretLabel: 'API key (re_…), full access',
  baseUrl: 'https://api.resend.com',
  hosts: ['api.resend.com'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  // Resend refuses requests without a user agent.
  defaultHeaders: { 'user-agent': 'renum' },
  operations: [
    write('emails.send', 'Send an email', 'POST /emails', {
      idempotencyHeader: 'idempotency-key',
      ...body(
        {
          from: text('Name <sender@your-domain>'),
          to: texts('Up to 50 addresses'),
          subject: text(),
          html: text(),
          text: text(),
          cc: texts(),
          bcc: texts(),
          reply_to: texts(),
          scheduled_at: text('ISO 8601'),
        },
        'from',
        'to',
        'subject',
      ),
    }),
    read('emails.get', 'Describe an email', 'GET /emails/:id'),
    read('domains.list', 'List domains', 'GET /domains'),
  ],
  test: { method: 'GET', path: '/domains' },
  limits: TOOL_LIMITS,
};
