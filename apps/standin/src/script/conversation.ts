import { getTextContent, type ChatCompletionRequest } from '@copilotkit/aimock';

export interface StepResult {
  /** The tool that was called; empty when the call is not in the history. */
  tool: string;
  content: string;
}

/** What the script needs to know of a request, in whichever dialect it came. */
export interface Conversation {
  /** The newest thing the person said. */
  prompt: string;
  /** Results of the tool calls made since then, oldest first. */
  results: StepResult[];
  /** Argument names of each offered tool. */
  tools: ReadonlyMap<string, readonly string[]>;
}

export const readConversation = (request: ChatCompletionRequest): Conversation => {
  const { messages } = request;
  const lastUser = messages.findLastIndex(
    ({ role, content }) => role === 'user' && getTextContent(content) !== null,
  );
  const toolOfCall = new Map<string, string>();
  const results: StepResult[] = [];
  for (const message of messages.slice(lastUser + 1)) {
    for (const call of message.tool_calls ?? []) toolOfCall.set(call.id, call.function.name);
    if (message.role !== 'tool') continue;
    results.push({
      tool: toolOfCall.get(message.tool_call_id ?? '') ?? '',
      content: getTextContent(message.content) ?? '',
    });
  }
  return {
    prompt: lastUser === -1 ? '' : (getTextContent(messages[lastUser]?.content ?? null) ?? ''),
    results,
    tools: new Map(
      (request.tools ?? []).map((tool) => [
        tool.function.name,
        argumentNames(tool.function.parameters),
      ]),
    ),
  };
};

const argumentNames = (parameters: object | undefined): string[] => {
  if (!parameters || !('properties' in parameters)) return [];
  const { properties } = parameters;
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
};

/** Whether a tool has answered since the person last spoke. */
export const resultOf = (conversation: Conversation, tool: string): string | undefined =>
  conversation.results.findLast((result) => result.tool === tool)?.content;
