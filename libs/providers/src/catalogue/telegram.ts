import type { ProviderManifestInput } from '../manifest';
import { body, choice, flag, free, text, whole } from './inputs';
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
    write(
      'send_message',
      'Send a message',
      'POST /sendMessage',
      body(
        {
          chat_id: text('Number of the chat, or @channel'),
          text: text(),
          parse_mode: choice(['MarkdownV2', 'HTML']),
          reply_parameters: free('{"message_id": 1}'),
          disable_notification: flag(),
        },
        'chat_id',
        'text',
      ),
    ),
    write(
      'send_photo',
      'Send a photo',
      'POST /sendPhoto',
      body(
        { chat_id: text(), photo: text('Address of an image'), caption: text() },
        'chat_id',
        'photo',
      ),
    ),
    write(
      'send_document',
      'Send a file',
      'POST /sendDocument',
      body(
        { chat_id: text(), document: text('Address of a file'), caption: text() },
        'chat_id',
        'document',
      ),
    ),
    write(
      'edit_message_text',
      'Change a message',
      'POST /editMessageText',
      body(
        {
          chat_id: text(),
          message_id: whole(),
          text: text(),
          parse_mode: choice(['MarkdownV2', 'HTML']),
        },
        'chat_id',
        'message_id',
        'text',
      ),
    ),
    read('get_me', 'Whose token this is', 'GET /getMe'),
    read('get_chat', 'Describe a chat', 'POST /getChat', body({ chat_id: text() }, 'chat_id')),
  ],
  test: { method: 'GET', path: '/getMe' },
  limits: TOOL_LIMITS,
};
