import { createHash } from 'node:crypto';
import type { ChatCompletionRequest, FixtureResponse } from '@copilotkit/aimock';
import { readConversation } from './conversation';
import type { Reply } from './reply';
import { nextReply } from './scenes';

export interface Tokens {
  input: number;
  output: number;
}

/** The scripted reply to a request, in aimock's form, with token counts that depend on text only. */
export const answerTo = (
  request: ChatCompletionRequest,
): { response: FixtureResponse; tokens: Tokens } => {
  const reply = nextReply(readConversation(request));
  if ('error' in reply) {
    const { status, message } = reply.error;
    return {
      response: { error: { message, type: 'stand_in_error' }, status },
      tokens: { input: 0, output: 0 },
    };
  }
  const tokens = countTokens(request, reply);
  const usage = {
    prompt_tokens: tokens.input,
    completion_tokens: tokens.output,
    total_tokens: tokens.input + tokens.output,
    input_tokens: tokens.input,
    output_tokens: tokens.output,
  };
  if (!reply.calls?.length) return { response: { content: reply.text, usage }, tokens };
  const toolCalls = reply.calls.map(({ name, input }, index) => ({
    id: callId(request, index),
    name,
    arguments: JSON.stringify(input),
  }));
  return { response: { content: reply.text, toolCalls, usage }, tokens };
};

/** About four characters a token, like the estimates people make by hand. */
const countTokens = (request: ChatCompletionRequest, reply: Extract<Reply, { text: string }>) => ({
  input: Math.ceil(JSON.stringify([request.messages, request.tools ?? []]).length / 4),
  output: Math.ceil((reply.text.length + JSON.stringify(reply.calls ?? []).length) / 4),
});

/** The same conversation always gets the same ids, so that recorded runs can be compared. */
const callId = (request: ChatCompletionRequest, index: number): string => {
  const seed = JSON.stringify([request.messages, index]);
  return `call_${createHash('sha256').update(seed).digest('hex').slice(0, 24)}`;
};
