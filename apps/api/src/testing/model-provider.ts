import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Seen {
  url: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

const event = (data: unknown, name?: string): string =>
  `${name ? `event: ${name}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;

/** For specs: a provider on loopback that speaks both dialects, and remembers what reached it. */
export class ModelProvider {
  readonly seen: Seen[] = [];
  private held: PromiseWithResolvers<void> | undefined;
  private readonly server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => void this.answer(req, res, Buffer.concat(chunks)));
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** From now on streams stop after their first part, until the answer is called. */
  hold(): () => void {
    const held = Promise.withResolvers<void>();
    this.held = held;
    return () => {
      this.held = undefined;
      held.resolve();
    };
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(req: IncomingMessage, res: ServerResponse, bytes: Buffer): Promise<void> {
    const { url = '', headers } = req;
    const body = await readBody(headers['content-type'], bytes);
    this.seen.push({ url, headers, body });
    if (url.endsWith('/messages')) return this.message(res, body);
    if (url.endsWith('/transcriptions')) return sendJson(res, HEARD);
    if (url.endsWith('/images/generations')) return sendJson(res, DRAWN);
    return this.completion(res, body);
  }

  private async completion(res: ServerResponse, { model, stream }: Seen['body']): Promise<void> {
    const usage = { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 };
    const head = { id: 'c', created: 1, model };
    if (!stream) {
      const message = { role: 'assistant', content: 'Hello' };
      const choices = [{ index: 0, message, finish_reason: 'stop' }];
      return sendJson(res, { ...head, object: 'chat.completion', choices, usage });
    }
    const chunk = (delta: object, finish: string | null = null) => ({
      ...{ ...head, object: 'chat.completion.chunk' },
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
    const call = { index: 0, id: 'call_1', type: 'function' };
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(event(chunk({ role: 'assistant', content: 'Hel' })));
    await this.held?.promise;
    res.write(event(chunk({ content: 'lo' })));
    const tool = { ...call, function: { name: 'f', arguments: '{"a":1}' } };
    res.write(event(chunk({ tool_calls: [tool] })));
    res.write(event(chunk({}, 'tool_calls')));
    res.write(event({ ...chunk({}), choices: [], usage }));
    res.end(event('[DONE]'));
  }

  private async message(res: ServerResponse, { model, stream }: Seen['body']): Promise<void> {
    const usage = { input_tokens: 1000, output_tokens: 500 };
    const message = { id: 'm', type: 'message', role: 'assistant', model, stop_sequence: null };
    const text = { type: 'text', text: 'Hello' };
    if (!stream)
      return sendJson(res, { ...message, content: [text], stop_reason: 'end_turn', usage });
    const send = (type: string, data: object) => res.write(event({ type, ...data }, type));
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    const start = { ...message, content: [], stop_reason: null };
    send('message_start', { message: { ...start, usage: { ...usage, output_tokens: 1 } } });
    send('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    await this.held?.promise;
    send('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Hello' } });
    send('content_block_stop', { index: 0 });
    send('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 500 } });
    send('message_stop', {});
    res.end();
  }
}

const HEARD = {
  text: 'Hello',
  usage: {
    type: 'tokens',
    input_tokens: 90,
    input_token_details: { text_tokens: 0, audio_tokens: 90 },
    output_tokens: 8,
  },
};
const DRAWN = {
  created: 1,
  data: [{ b64_json: 'AA==' }],
  usage: {
    input_tokens: 50,
    input_tokens_details: { text_tokens: 50, image_tokens: 0 },
    output_tokens: 4160,
  },
};

async function readBody(type: string | undefined, bytes: Buffer): Promise<Seen['body']> {
  if (!type?.startsWith('multipart/')) return JSON.parse(bytes.toString()) as Seen['body'];
  const form = await new Response(new Uint8Array(bytes), {
    headers: { 'content-type': type },
  }).formData();
  return Object.fromEntries(form);
}

function sendJson(res: ServerResponse, body: object): void {
  res.writeHead(200, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}
