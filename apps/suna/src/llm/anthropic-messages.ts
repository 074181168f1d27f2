import type Anthropic from '@anthropic-ai/sdk';
import type { AssistantMessage, Message } from '@renum/contracts';
import type { ModelRequest } from './model';
import { pairResults } from './pair-results';
import { isRecord } from './tool-arguments';

type Block = Anthropic.ContentBlockParam;

const CACHE = { type: 'ephemeral' } as const;

/** The internal form as Messages wants it: alternating roles, results in a user message. */
export const toAnthropicMessages = (messages: readonly Message[]): Anthropic.MessageParam[] => {
  const params: { role: 'user' | 'assistant'; content: Block[] }[] = [];
  for (const message of pairResults(messages)) {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = toBlocks(message);
    if (content.length === 0) continue;
    const last = params.at(-1);
    if (last?.role === role) last.content.push(...content);
    else params.push({ role, content });
  }
  // The whole prefix is read from the provider's cache on the next turn.
  markCached(params.at(-1)?.content.at(-1));
  return params;
};

const toBlocks = (message: Message): Block[] => {
  switch (message.role) {
    case 'user':
      // The API refuses empty text blocks.
      return message.content
        .filter(({ text }) => text.trim() !== '')
        .map(({ text }) => ({ type: 'text', text }));
    case 'tool':
      return message.content.map(({ callId, output, isError }) => ({
        type: 'tool_result',
        tool_use_id: toolUseId(callId),
        ...(output.trim() === '' ? {} : { content: output }),
        ...(isError ? { is_error: true } : {}),
      }));
    case 'assistant':
      return message.content.flatMap(toAssistantBlock);
    default:
      return message satisfies never;
  }
};

const toAssistantBlock = (part: AssistantMessage['content'][number]): Block[] => {
  switch (part.type) {
    case 'text':
      return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text }];
    case 'tool_call':
      return [{ type: 'tool_use', id: toolUseId(part.callId), name: part.name, input: part.input }];
    case 'opaque':
      return part.dialect === 'anthropic' && isThinking(part.value) ? [part.value] : [];
    default:
      return part satisfies never;
  }
};

const isThinking = (
  value: unknown,
): value is Anthropic.ThinkingBlockParam | Anthropic.RedactedThinkingBlockParam =>
  isRecord(value) && (value['type'] === 'thinking' || value['type'] === 'redacted_thinking');

/** Ids that another dialect gave may hold characters that this one refuses. */
const toolUseId = (callId: string): string => callId.replaceAll(/[^a-zA-Z0-9_-]/g, '_');

const markCached = (block: Block | undefined): void => {
  if (block?.type === 'text' || block?.type === 'tool_result') block.cache_control = CACHE;
};

export const toAnthropicSystem = (system: string): Anthropic.TextBlockParam[] =>
  system.trim() === '' ? [] : [{ type: 'text', text: system, cache_control: CACHE }];

export const toAnthropicTools = (tools: ModelRequest['tools']): Anthropic.Tool[] =>
  tools.map(({ name, description, parameters }) => ({
    name,
    description,
    input_schema: { ...parameters, type: 'object' },
  }));
