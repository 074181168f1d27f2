import type { ProviderManifestInput } from '../manifest';
import { at, body, choice, free, query, text, whole } from './inputs';
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
  // The Graph API takes a token, its proof and another method in the query as well.
  dropQuery: ['access_token', 'appsecret_proof', 'method'],
  rateLimits: [{ requests: 80, seconds: 1, note: 'messages per phone number' }],
  operations: [
    write('messages.send', 'Send a message, or mark one as read', 'POST /:phone/messages', {
      description: 'Free text only within 24 hours of the person’s last message; else a template.',
      ...at(
        { phone: text('Id of the sending phone number, not the number itself') },
        body(
          {
            messaging_product: choice(['whatsapp']),
            to: text('Phone number with country code'),
            type: choice([
              'text',
              'template',
              'image',
              'document',
              'audio',
              'video',
              'location',
              'interactive',
              'reaction',
            ]),
            text: free('{"body": "…", "preview_url": false}'),
            template: free('{"name": "…", "language": {"code": "en_US"}, "components": []}'),
            image: free('{"link": "https://…", "caption": "…"}'),
            document: free('{"link": "https://…", "filename": "…"}'),
          },
          'messaging_product',
        ),
      ),
    }),
    write('media.upload', 'Upload a file', 'POST /:phone/media'),
    read(
      'profile.get',
      'Business profile',
      'GET /:phone/whatsapp_business_profile',
      at(
        { phone: text('Id of the phone number') },
        query({ fields: text('about,address,description,email,websites,vertical') }),
      ),
    ),
    read(
      'templates.list',
      'List message templates',
      'GET /:account/message_templates',
      at(
        { account: text('Id of the WhatsApp business account') },
        query({ limit: whole(undefined, 1), status: text('e.g. APPROVED') }),
      ),
    ),
  ],
  test: { method: 'GET', path: '/me' },
  limits: TOOL_LIMITS,
};
