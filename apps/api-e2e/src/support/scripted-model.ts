import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AgentView, CredentialView } from '@renum/contracts';
import type { ApiClient } from './api-client';

/** What the model says next; `call` is a tool call. */
export type Turn = { text: string } | { call: string; input: Record<string, unknown> };

export interface SeenCall {
  url: string;
  authorization: string;
  model: string;
  messages: { role: string; content?: unknown }[];
}

export const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

/**
 * A server of the user's own that speaks the OpenAI dialect, as Ollama or vLLM do. Its turns follow
 * from how far the conversation has come, so that a call made again gets the same answer.
 */
export class ScriptedModel {
  readonly seen: SeenCall[] = [];
  /** Milliseconds before each piece of an answer. */
  delayMs = 0;
  /** Set to give the caller's key back to it, in a header and in the text. */
  echoKey = false;
  /** How each call fails, when it does: with a status, or broken off after its first words. */
  fails?: number | 'midway';
  private readonly server: Server;

  constructor(public turns: Turn[]) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** An agent whose model this is, with a credential of its own. */
  async agent(
    owner: ApiClient,
    key: string,
    limits: Record<string, unknown> = {},
  ): Promise<{ agent: AgentView; credential: CredentialView }> {
    const credential = await owner.createCredential({
      provider: 'openai-compatible',
      name: `Scripted ${key.slice(0, 6)}`,
      secret: key,
      baseUrl: this.baseUrl,
    });
    const model = { name: 'scripted', credentialId: credential.id };
    const agent = await owner.createAgent('Scripted', {
      model: { provider: 'openai-compatible', ...model },
      limits,
    });
    return { agent, credential };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as SeenCall;
    const { authorization = '' } = request.headers;
    this.seen.push({ ...body, url: request.url ?? '', authorization });

    if (typeof this.fails === 'number') {
      response.writeHead(this.fails, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: `It answers ${this.fails} today.` } }));
      return;
    }
    const step = body.messages.filter(({ role }) => role === 'assistant').length;
    const turn = this.turns[step] ?? { text: 'There is nothing left to do.' };
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      ...(this.echoKey && { 'x-echo': authorization }),
    });
    response.flushHeaders();
    if (this.fails === 'midway') {
      send(response, { choices: [{ index: 0, finish_reason: null, delta: { content: 'Half' } }] });
      setTimeout(() => response.destroy(), 50);
      return;
    }
    for (const choice of pieces(turn, step, this.echoKey ? authorization : '')) {
      if (this.delayMs) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
      send(response, { choices: [{ index: 0, finish_reason: null, ...choice }] });
    }
    send(response, { choices: [], usage: USAGE });
    response.end('data: [DONE]\n\n');
  }
}

function send(response: ServerResponse, part: Record<string, unknown>): void {
  const rest = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'scripted' };
  response.write(`data: ${JSON.stringify({ ...rest, ...part })}\n\n`);
}

function pieces(turn: Turn, step: number, echo: string): Record<string, unknown>[] {
  if ('call' in turn) {
    const called = { name: turn.call, arguments: JSON.stringify(turn.input) };
    const call = { index: 0, id: `call-${step}`, type: 'function', function: called };
    return [
      { delta: { role: 'assistant', content: echo, tool_calls: [call] } },
      { delta: {}, finish_reason: 'tool_calls' },
    ];
  }
  const words = `${turn.text}${echo}`.match(/\S+\s*/g) ?? [];
  return [
    ...words.map((content) => ({ delta: { role: 'assistant', content } })),
    { delta: {}, finish_reason: 'stop' },
  ];
}
