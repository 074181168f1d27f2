import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

export const whatsappCloud: ProviderManifestInput = {
  id: 'whatsapp-cloud',
  title: 'WhatsApp Business Cloud',
  kind: 'tool',
  category: 'messaging',
  docsUrl: 'https://developers.facebook.com/docs/whatsapp/cloud-api/reference',
  secretLabel: 'System user access token',
  baseUrl: 'https://graph.facebook.com/v23.0',
  hosts: ['graph.facebook.com'],
  needsBaseUrl: false,
  injections: [{ type: 'bearer' }],
  // The Graph API takes a token and its proof in the query as well.
  dropQuery: ['access_token', 'appsecret_proof'],
  rateLimits: [{ requests: 80, seconds: 1, note: 'messages per phone number' }],
  operations: [
    write('messages.send', 'Send a message, or mark one as read', 'POST /:phone/messages'),
    write('media.upload', 'Upload a file', 'POST /:phone/media'),
    read('profile.get', 'Business profile', 'GET /:phone/whatsapp_business_profile'),
    read('templates.list', 'List message templates', 'GET /:account/message_templates'),
  ],
  test: { method: 'GET', path: '/me' },
  limits: TOOL_LIMITS,
};
