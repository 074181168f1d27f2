import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What a call is to meet; its number makes its token counts its own. */
export type Fate = 'body' | 'stream' | 'rate_limited' | 'failed' | 'cut';

interface Asked {
  stream?: boolean;
  messages: { content: string }[];
}

/** How many pieces a streamed answer has. */
export const PIECES = 10;
export const tokensOf = (number: number) => ({ input: 1_000 + number, output: 1 + (number % 97) });
export const promptOf = (number: number, fate: Fate): string => `call ${number} ${fate}`;

/**
 * A model's provider that keeps its own books: what it was asked, and the usage that it stated. In
 * the wire form of OpenAI's chat completions.
 */
export class CountingProvider implements AsyncDisposable {
  /** By call: how often it came here. */
  readonly received = new Map<number, number>();
  /** Calls whose usage was stated in full, by number. */
  readonly stated = new Set<number>();
  /** Between two pieces of a stream. */
  pauseMs = 0;

  private readonly server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString()) as Asked;
      const [, number, fate] = asked.messages[0]?.content.split(' ') ?? [];
      void this.answer(res, Number(number), fate as Fate);
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(res: ServerResponse, number: number, fate: Fate): Promise<void> {
    const before = this.received.get(number) ?? 0;
    this.received.set(number, before + 1);
    switch (fate) {
      case 'rate_limited':
        return json(res, 429, { error: { message: 'slow down', type: 'rate_limit_error' } });
      case 'failed':
        return json(res, 500, { error: { message: 'oops', type: 'server_error' } });
      case 'body':
        json(res, 200, { ...head(number), choices: [choice('message')], usage: usage(number) });
        this.stated.add(number);
        return;
      default:
        return this.stream(res, number, fate);
    }
  }

  private async stream(res: ServerResponse, number: number, fate: Fate): Promise<void> {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let piece = 0; piece < PIECES; piece += 1) {
      // As clouds do when a backend dies: the connection ends in the midst of a piece.
      if (fate === 'cut' && piece === PIECES / 2) return void res.destroy();
      res.write(event({ ...head(number), choices: [choice('delta')] }));
      if (this.pauseMs > 0) await delay(this.pauseMs);
    }
    res.write(event({ ...head(number), choices: [], usage: usage(number) }));
    res.end('data: [DONE]\n\n');
    this.stated.add(number);
  }
}

const head = (number: number) => ({ id: `c-${number}`, model: 'gpt-4.1-mini' });
const choice = (key: 'message' | 'delta') => ({ index: 0, [key]: { content: 'one more word ' } });
const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

function usage(number: number) {
  const { input, output } = tokensOf(number);
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function json(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}
