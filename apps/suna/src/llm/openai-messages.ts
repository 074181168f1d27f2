import type { AssistantMessage, Message } from '@renum/contracts';
import type OpenAI from 'openai';
import type { ModelRequest } from './model';
import { pairResults } from './pair-results';
import { isRecord } from './tool-arguments';

type Param = OpenAI.ChatCompletionMessageParam;

/** The internal form as Chat Completions wants it. Content is plain text: every server takes that. */
export const toOpenAiMessages = (
  { system, messages }: Pick<ModelRequest, 'system' | 'messages'>,
  options: { opaque: boolean } = { opaque: true },
): Param[] => [
  { role: 'system', content: system },
  ...pairResults(messages).flatMap((message) => toParams(message, options.opaque)),
];

const toParams = (message: Message, opaque: boolean): Param[] => {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: message.content.map(({ text }) => text).join('\n\n') }];
    case 'tool':
      return message.content.map(({ callId, output }) => ({
        role: 'tool',
        tool_call_id: callId,
        content: output === '' ? '(no output)' : output,
      }));
    case 'assistant':
      return [toAssistant(message, opaque)];
    default:
      return message satisfies never;
  }
};

const toAssistant = (message: AssistantMessage, opaque: boolean): Param => {
  let text = '';
  const calls: OpenAI.ChatCompletionMessageFunctionToolCall[] = [];
  const extra: Record<string, unknown> = {};
  for (const part of message.content) {
    if (part.type === 'text') text += part.text;
    else if (part.type === 'tool_call') {
      const { callId: id, name, input } = part;
      calls.push({ id, type: 'function', function: { name, arguments: JSON.stringify(input) } });
    } else if (opaque && part.dialect === 'openai' && isRecord(part.value)) {
      Object.assign(extra, part.value);
    }
  }
  if (calls.length === 0) return { ...extra, role: 'assistant', content: text };
  return { ...extra, role: 'assistant', content: text === '' ? null : text, tool_calls: calls };
};

export const toOpenAiTools = (tools: ModelRequest['tools']): OpenAI.ChatCompletionFunctionTool[] =>
  tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description, parameters },
  }));
