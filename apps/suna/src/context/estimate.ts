import type { Message } from '@renum/contracts';

/** Tokens of a message beside its content: role, separators, ids. */
const OVERHEAD = 8;

/**
 * Rough tokens of a text: about four ASCII characters make one, while a character of most other
 * scripts is one by itself.
 */
export const estimateText = (text: string): number => {
  let wide = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) wide += 1;
  return Math.ceil((text.length - wide) / 4 + wide);
};

const partTokens = (part: Message['content'][number]): number => {
  switch (part.type) {
    case 'text':
      return estimateText(part.text);
    case 'tool_call':
      return OVERHEAD + estimateText(part.name) + estimateText(JSON.stringify(part.input));
    case 'tool_result':
      return OVERHEAD + estimateText(part.output);
    case 'opaque':
      return estimateText(JSON.stringify(part.value) ?? '');
    default:
      return part satisfies never;
  }
};

export const estimateMessage = (message: Message): number =>
  message.content.reduce((sum, part) => sum + partTokens(part), OVERHEAD);

export const estimateMessages = (messages: readonly Message[]): number =>
  messages.reduce((sum, message) => sum + estimateMessage(message), 0);
