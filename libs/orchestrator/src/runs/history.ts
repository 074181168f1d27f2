import type { AssistantMessage, Message, ToolCallPart, ToolResultPart } from '@renum/contracts';

/** What the model reads where the platform cannot know whether a tool call took effect. */
export const INTERRUPTED =
  'Interrupted: the outcome of this call is unknown. It may or may not have taken effect; ' +
  'check before repeating it.';

export const toolCallsOf = (message: AssistantMessage): ToolCallPart[] =>
  message.content.filter((part) => part.type === 'tool_call');

const interrupted = (callId: string): ToolResultPart => ({
  type: 'tool_result',
  callId,
  output: INTERRUPTED,
  isError: true,
});

/**
 * Brings stored messages into the form every dialect accepts: right behind an assistant message
 * with tool calls stands exactly one tool message, with one result a call, in the calls' order. A
 * call that a crash or a stop left without result gets an honest one; results of no known call
 * (which providers refuse) are left out.
 */
export function buildHistory(stored: readonly Message[]): Message[] {
  const history: Message[] = [];
  let open: { calls: ToolCallPart[]; results: Map<string, ToolResultPart> } | undefined;

  const close = (): void => {
    if (!open) return;
    const { calls, results } = open;
    const content = calls.map(({ callId }) => results.get(callId) ?? interrupted(callId));
    history.push({ role: 'tool', content });
    open = undefined;
  };

  for (const message of stored) {
    if (message.role === 'tool') {
      for (const result of message.content) {
        // The first result stands: a batch that was sent twice must not rewrite the past.
        if (open && !open.results.has(result.callId)) open.results.set(result.callId, result);
      }
      continue;
    }
    close();
    history.push(message);
    if (message.role !== 'assistant') continue;
    const calls = toolCallsOf(message);
    if (calls.length > 0) open = { calls, results: new Map() };
  }
  close();
  // An answer that broke off before its first word is nothing to continue from.
  while (history.at(-1)?.role === 'assistant' && !isAnswered(history)) history.pop();
  return history;
}

/** True when the conversation's last word is a finished answer, so that no LLM call is left to do. */
export function isAnswered(history: readonly Message[]): boolean {
  const last = history.at(-1);
  return last?.role === 'assistant' && last.content.some((part) => part.type === 'text');
}
