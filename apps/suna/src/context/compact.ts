import type { Message } from '@renum/contracts';
import { cutMiddle } from '../tools/cut';
import { estimateMessages } from './estimate';

export interface Compacted {
  messages: Message[];
  /** Messages that were left out or shortened. */
  dropped: number;
}

/** The newest messages, which the model needs to go on, stay whole as long as possible. */
const RECENT = 6;
const SHORT_RESULT = 400;
const DROPPED_NOTE =
  '[Older steps of this conversation were left out here to fit the context window.]';

/**
 * Shortens a conversation to about `budget` tokens: first old tool results and inputs, then whole
 * old turns. The first user message (the task), the last one and the newest steps stay.
 */
export const compact = (messages: readonly Message[], budget: number): Compacted => {
  const steps = [shortenOld, dropOld, shortenAll];
  let current: Compacted = { messages: [...messages], dropped: 0 };
  for (const step of steps) {
    if (estimateMessages(current.messages) <= budget) break;
    const next = step(current.messages, budget);
    current = { messages: next.messages, dropped: current.dropped + next.dropped };
  }
  return current;
};

const shortenOld = (messages: Message[], budget: number): Compacted => {
  const result = [...messages];
  let dropped = 0;
  let tokens = estimateMessages(messages);
  for (let at = 0; at < result.length - RECENT && tokens > budget; at += 1) {
    const message = result[at];
    if (!message) continue;
    const short = shorten(message, SHORT_RESULT);
    const saved = estimateMessages([message]) - estimateMessages([short]);
    if (saved <= 0) continue;
    result[at] = short;
    tokens -= saved;
    dropped += 1;
  }
  return { messages: result, dropped };
};

/** Drops whole turns: an assistant message never leaves without its results, nor they without it. */
const dropOld = (messages: Message[], budget: number): Compacted => {
  const first = messages.findIndex(({ role }) => role === 'user');
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const pinned = new Set([first, last]);
  const gone = new Set<number>();
  let tokens = estimateMessages(messages);
  for (let at = 0; at < messages.length - RECENT && tokens > budget; at += 1) {
    if (pinned.has(at) || gone.has(at)) continue;
    gone.add(at);
    for (let next = at + 1; messages[next]?.role === 'tool'; next += 1) gone.add(next);
    tokens = estimateMessages(messages.filter((_, index) => !gone.has(index)));
  }
  if (gone.size === 0) return { messages, dropped: 0 };
  const kept = messages.flatMap((message, index) => {
    if (gone.has(index)) return [];
    return index === first ? [withNote(message)] : [message];
  });
  return { messages: kept, dropped: gone.size };
};

/** The last resort: even the newest results, to equal shares of the budget. */
const shortenAll = (messages: Message[], budget: number): Compacted => {
  const share = Math.max(SHORT_RESULT, Math.floor((budget * 3) / Math.max(1, messages.length)));
  const result = messages.map((message) => shorten(message, share));
  const dropped = result.filter((message, at) => message !== messages[at]).length;
  return { messages: result, dropped };
};

const shorten = (message: Message, limit: number): Message => {
  if (message.role === 'tool') {
    if (message.content.every(({ output }) => output.length <= limit)) return message;
    return {
      ...message,
      content: message.content.map((part) => ({ ...part, output: cutMiddle(part.output, limit) })),
    };
  }
  if (message.role === 'assistant') {
    const long = message.content.some(
      (part) => part.type === 'tool_call' && JSON.stringify(part.input).length > limit,
    );
    if (!long) return message;
    return {
      ...message,
      content: message.content.map((part) =>
        part.type === 'tool_call' ? { ...part, input: shortenInput(part.input, limit) } : part,
      ),
    };
  }
  return message;
};

const shortenInput = (input: Record<string, unknown>, limit: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(input).map(([key, value]) => [
      key,
      typeof value === 'string' ? cutMiddle(value, limit) : value,
    ]),
  );

const withNote = (message: Message): Message =>
  message.role === 'user' && !message.content.some(({ text }) => text === DROPPED_NOTE)
    ? { ...message, content: [...message.content, { type: 'text', text: DROPPED_NOTE }] }
    : message;
