import type { Message } from '@renum/contracts';

/** Without what only the model that wrote it can read: another one, of the same dialect too, may refuse it. */
export const withoutOpaque = (messages: readonly Message[]): Message[] =>
  messages.map((message) =>
    message.role === 'assistant'
      ? { ...message, content: message.content.filter(({ type }) => type !== 'opaque') }
      : message,
  );
