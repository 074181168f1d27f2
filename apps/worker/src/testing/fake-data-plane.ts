import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of the model: words, tool calls, or silence that lasts until the caller leaves. */
export type Turn =
  { text: string } | { call: string; input: Record<string, unknown> } | { silence: true };

/** Speaks the OpenAI dialect as the data plane does, from a list of turns; keeps what it saw. */
export class FakeDataPlane {
  readonly identities: string[] = [];
  readonly requests: { messages: unknown[] }[] = [];
  turns: Turn[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    this.identities.push(String(request.headers['x-renum-identity']));
    this.requests.push(JSON.parse(Buffer.concat(chunks).toString()) as { messages: unknown[] });
    const turn = this.turns.shift() ?? { text: 'Nothing is left to say.' };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    if ('silence' in turn) return;
    const call = 'call' in turn && {
      index: 0,
      id: `call-${this.requests.length}`,
      type: 'function',
      function: { name: turn.call, arguments: JSON.stringify(turn.input) },
    };
    const delta = call ? { tool_calls: [call] } : { content: 'text' in turn ? turn.text : '' };
    this.send(response, { delta: { role: 'assistant', ...delta }, finish_reason: null });
    this.send(response, { delta: {}, finish_reason: call ? 'tool_calls' : 'stop' });
    response.end('data: [DONE]\n\n');
  }

  private send(response: ServerResponse, choice: Record<string, unknown>): void {
    const chunk = {
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'gpt-4.1-mini',
      choices: [{ index: 0, ...choice }],
    };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }
}
