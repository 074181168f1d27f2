import type { Message, ToolCallPart, ToolResultPart } from '@renum/contracts';

export const INTERRUPTED = 'The call was interrupted; whether it took effect is unknown.';

/**
 * Makes a history that every provider accepts: right after an assistant message with calls comes
 * exactly one tool message with a result for each of them, in their order. A crash, a stop or an
 * answered `ask` can leave it otherwise.
 */
export const pairResults = (messages: readonly Message[]): Message[] => {
  const paired: Message[] = [];
  for (let at = 0; at < messages.length; at += 1) {
    const current = messages[at];
    if (!current || current.role === 'tool') continue;
    paired.push(current);
    if (current.role !== 'assistant') continue;
    const calls = current.content.filter((part): part is ToolCallPart => part.type === 'tool_call');
    if (calls.length === 0) continue;
    paired.push({ role: 'tool', content: resultsFor(calls, messages.slice(at + 1)) });
  }
  return paired;
};

const resultsFor = (calls: ToolCallPart[], after: readonly Message[]): ToolResultPart[] => {
  const results = new Map<string, ToolResultPart>();
  for (const message of after) {
    if (message.role === 'assistant') break;
    if (message.role !== 'tool') continue;
    for (const result of message.content) results.set(result.callId, result);
  }
  return calls.map(
    ({ callId }) =>
      results.get(callId) ?? { type: 'tool_result', callId, output: INTERRUPTED, isError: true },
  );
};
