import type { IncomingMessage, ServerResponse } from 'node:http';
import { write, type Answer } from './scripted-model';

export interface SeenCall {
  model: string;
  body: Record<string, unknown>;
}

type Block = { text: string } | { tool: string; input: object };

/** A whole answer of Anthropic's, or a failure of its. */
export type Message =
  | { blocks: Block[] }
  /** The connection breaks after this text. */
  | { breaks: string }
  | { status: number; error: object };

/**
 * Models of both dialects behind the door, by the names by which they are called. Each gives its
 * answers in turn, the last one again and again.
 */
export const scriptedModels = (script: {
  openai?: Record<string, Answer[]>;
  anthropic?: Record<string, Message[]>;
}) => {
  const seen: SeenCall[] = [];
  const next = <T>(answers: readonly T[] | undefined, model: string): T | undefined => {
    const before = seen.filter((call) => call.model === model).length - 1;
    return answers?.[Math.min(before, answers.length - 1)];
  };
  const handler = (request: IncomingMessage, response: ServerResponse, text: string): boolean => {
    if (!request.url?.startsWith('/llm/')) return false;
    const body = JSON.parse(text) as Record<string, unknown>;
    const model = String(body['model']);
    seen.push({ model, body });
    if (request.url.startsWith('/llm/openai')) {
      const answer = next(script.openai?.[model], model);
      write(response, answer ?? { status: 403, error: { code: 'operation_not_allowed' } });
      return true;
    }
    const message = next(script.anthropic?.[model], model);
    send(response, message ?? { status: 403, error: { code: 'operation_not_allowed' } });
    return true;
  };
  return { handler, seen };
};

const send = (response: ServerResponse, message: Message): void => {
  if ('status' in message) {
    response.writeHead(message.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ type: 'error', error: message.error }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const event = (data: { type: string } & Record<string, unknown>): void =>
    void response.write(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`);
  const usage = { input_tokens: 5, output_tokens: 1 };
  event({ type: 'message_start', message: { role: 'assistant', content: [], usage } });
  const blocks: Block[] = 'breaks' in message ? [{ text: message.breaks }] : message.blocks;
  for (const [index, block] of blocks.entries()) {
    const tool = 'tool' in block;
    event({
      type: 'content_block_start',
      index,
      content_block: tool
        ? { type: 'tool_use', id: `toolu_${index}`, name: block.tool, input: {} }
        : { type: 'text', text: '' },
    });
    const delta = tool
      ? { type: 'input_json_delta', partial_json: JSON.stringify(block.input) }
      : { type: 'text_delta', text: block.text };
    event({ type: 'content_block_delta', index, delta });
    if ('breaks' in message) return void setTimeout(() => response.destroy(), 30);
    event({ type: 'content_block_stop', index });
  }
  const stop_reason = blocks.some((block) => 'tool' in block) ? 'tool_use' : 'end_turn';
  event({ type: 'message_delta', delta: { stop_reason }, usage });
  event({ type: 'message_stop' });
  response.end();
};
