import type { ProviderManifestInput } from '../manifest';
import { read, write, TOOL_LIMITS } from './operations';

/** The token is a segment of the path. */
export const telegram: ProviderManifestInput = {
  id: 'telegram',
  title: 'Telegram Bot',
  kind: 'tool',
  category: 'messaging',
  docsUrl: 'https://core.telegram.org/bots/api',
  secretLabel: 'Bot token (123456:ABC…)',
  baseUrl: 'https://api.telegram.org',
  hosts: ['api.telegram.org'],
  needsBaseUrl: false,
  injections: [{ type: 'path', template: '/bot{secret}' }],
  errors: { messageAt: [['description']] },
  operations: [
    write('send_message', 'Send a message', 'POST /sendMessage'),
    write('send_photo', 'Send a photo', 'POST /sendPhoto'),
    write('send_document', 'Send a file', 'POST /sendDocument'),
    write('edit_message_text', 'Change a message', 'POST /editMessageText'),
    read('get_me', 'Whose token this is', 'GET /getMe'),
    read('get_chat', 'Describe a chat', 'POST /getChat'),
  ],
  test: { method: 'GET', path: '/getMe' },
  limits: TOOL_LIMITS,
};
