import type { ProviderManifestInput } from '../manifest';
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
    write('emails.send', 'Send an email', 'POST /emails', { idempotencyHeader: 'idempotency-key' }),
    read('emails.get', 'Describe an email', 'GET /emails/:id'),
    read('domains.list', 'List domains', 'GET /domains'),
  ],
  test: { method: 'GET', path: '/domains' },
  limits: TOOL_LIMITS,
};
