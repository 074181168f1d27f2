import { mkdtemp, rm } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DOOR_ROUTES,
  eventBatch,
  type DoorCommand,
  type EventBatch,
  type RunEventBody,
} from '@renum/contracts';

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
) => boolean | Promise<boolean>;

/** What the events route does with a batch after it was received. */
type Reaction = 'accept' | 'lose-answer' | 'unavailable' | 'fence';

export type EventOf<Type extends RunEventBody['type']> = Extract<RunEventBody, { type: Type }>;

/**
 * A worker's door as Suna sees it: a real HTTP server on a Unix socket that takes events with the
 * worker's rules and forwards the rest to the stand-in, unless a test answers itself.
 */
export class FakeDoor {
  readonly batches: EventBatch[] = [];
  /** Events in order, each once, as PostgreSQL would have them. */
  readonly events: RunEventBody[] = [];
  /** What happens to the next batches, one each; `accept` afterwards. */
  readonly reactions: Reaction[] = [];
  /** Answers LLM and proxy requests instead of the stand-in; true when it did. */
  handler: Handler | undefined;
  connections = 0;
  private streams: ServerResponse[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly seen = new Map<string, number>();

  private constructor(
    private readonly server: Server,
    readonly socketPath: string,
    private readonly folder: string,
    private readonly standinUrl: string | undefined,
  ) {}

  static async open(standinUrl?: string): Promise<FakeDoor> {
    const folder = await mkdtemp(join(tmpdir(), 'suna-door-'));
    const socketPath = join(folder, 'door.sock');
    const server = createServer();
    const door = new FakeDoor(server, socketPath, folder, standinUrl);
    server.on('request', (request, response) => void door.serve(request, response));
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    return door;
  }

  send(command: DoorCommand): void {
    for (const stream of this.streams) stream.write(`${JSON.stringify(command)}\n`);
  }

  /** Breaks every command stream, as a restarted worker does. */
  dropStreams(): void {
    for (const stream of this.streams) stream.destroy();
    this.streams = [];
  }

  find<Type extends RunEventBody['type']>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  /** Waits until `check` gives something, looking again after every batch. */
  async until<T>(check: () => T | undefined | false, ms = 15_000): Promise<T> {
    const end = Date.now() + ms;
    for (;;) {
      const found = check();
      if (found !== undefined && found !== false) return found;
      const left = end - Date.now();
      if (left <= 0) {
        const types = this.events.map(({ type }) => type).join(' ');
        throw new Error(`It did not happen in ${ms} ms. Events: ${types}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 50));
        this.waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  outcome(ms?: number) {
    return this.until(() => this.find('run.outcome').at(-1)?.outcome, ms);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
    await rm(this.folder, { recursive: true, force: true });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    if (url === DOOR_ROUTES.commands) {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders();
      this.streams.push(response);
      this.connections += 1;
      return;
    }
    const body = await readBody(request);
    if (url === DOOR_ROUTES.events) return this.takeEvents(response, body);
    if (await this.handler?.(request, response, body)) return;
    this.forward(request, response, body);
  }

  private takeEvents(response: ServerResponse, body: string): void {
    const batch = eventBatch.parse(JSON.parse(body));
    this.batches.push(batch);
    const reaction = this.reactions.shift() ?? 'accept';
    if (reaction === 'unavailable') return void response.writeHead(503).end();
    if (reaction === 'fence') return void response.writeHead(409).end();
    const key = `${batch.runId}:${batch.fence}`;
    const next = this.seen.get(key) ?? 0;
    if (batch.firstIndex > next) throw new Error('events are missing before this batch');
    this.events.push(...batch.events.slice(next - batch.firstIndex));
    this.seen.set(key, Math.max(next, batch.firstIndex + batch.events.length));
    if (reaction === 'lose-answer') response.destroy();
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  private forward(request: IncomingMessage, response: ServerResponse, body: string): void {
    const path = (request.url ?? '').replace(/^\/(llm|proxy)\//, '/');
    if (!this.standinUrl || path === request.url) return void response.writeHead(404).end();
    const { host: _, ...headers } = request.headers;
    const upstream = httpRequest(
      this.standinUrl + path,
      { method: request.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    upstream.end(body);
  }
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};
