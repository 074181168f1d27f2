import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { DOOR_ROUTES, eventBatch, type DoorCommand, type EventBatch } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { DataPlaneForwarder } from './forwarder';

/** What goes to the data plane; the rest ends here. */
const FORWARDED = ['/llm/', `${DOOR_ROUTES.proxy}/`, `${DOOR_ROUTES.mcp}/`];

/** A batch of events is text of one run's step; more than this is not one. */
const MAX_BATCH_BYTES = 32 * 1024 * 1024;
/**
 * What one sandbox may keep us busy with, so that it cannot take memory and descriptors from the
 * others. Its runtime sends one batch at a time (two, when an answer got lost) on 64 connections.
 */
const MAX_CONNECTIONS = 96;
const MAX_FORWARDS = 64;
const MAX_BATCHES = 2;
const PING_MS = 10_000;

export interface DoorOptions {
  socketPath: string;
  forwarder: DataPlaneForwarder;
  /** The identity of whoever is running inside right now, or undefined between runs. */
  identity: () => string | undefined;
  /** Resolves when the durable ones are in PostgreSQL. @throws DomainError `fenced` */
  onEvents: (batch: EventBatch) => Promise<void>;
  /** For failures that have no caller to tell. */
  onError: (error: unknown) => void;
}

/**
 * The one exit of one sandbox (S3): an HTTP server on a Unix socket that only that sandbox has.
 * Whoever can connect *is* the instance, so nothing in the request says who asks.
 */
export class Door {
  private readonly server: Server;
  private commands: ServerResponse | undefined;
  private readonly unsent: DoorCommand[] = [];
  private ping: NodeJS.Timeout | undefined;
  private forwards = 0;
  private batches = 0;
  private connected: () => void = () => undefined;
  /** Resolves when the runtime inside has opened its command stream for the first time. */
  readonly ready = new Promise<void>((resolve) => {
    this.connected = resolve;
  });

  private constructor(private readonly options: DoorOptions) {
    this.server = createServer({ requestTimeout: 0 }, (request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        this.refuse(response, error);
      });
    });
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  /** Makes the socket's directory and listens. The directory is what the sandbox gets mounted. */
  static async open(options: DoorOptions): Promise<Door> {
    const door = new Door(options);
    await mkdir(dirname(options.socketPath), { recursive: true, mode: 0o755 });
    await rm(options.socketPath, { force: true });
    await new Promise<void>((resolve, reject) => {
      door.server.once('error', reject);
      door.server.listen(options.socketPath, () => {
        door.server.off('error', reject);
        resolve();
      });
    });
    // Out of descriptors, for instance: without a listener one door would end the whole worker.
    door.server.on('error', options.onError);
    door.ping = setInterval(() => {
      door.commands?.write('{"type":"ping"}\n');
    }, PING_MS);
    // The user inside is another one than ours; the parent directory keeps host users away.
    await chmod(options.socketPath, 0o666);
    return door;
  }

  /** Sends now, or as soon as the runtime connects. */
  send(command: DoorCommand): void {
    if (this.commands) this.commands.write(`${JSON.stringify(command)}\n`);
    else this.unsent.push(command);
  }

  /** Ends every connection and removes the socket: the sandbox has no way out any more. */
  async close(): Promise<void> {
    clearInterval(this.ping);
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
    this.server.closeAllConnections();
    await closed;
    await rm(dirname(this.options.socketPath), { recursive: true, force: true });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (FORWARDED.some((root) => path.startsWith(root))) {
      const identity = this.options.identity();
      if (identity === undefined) {
        throw new DomainError('run_not_active', 'No run is active in this sandbox.');
      }
      if (this.forwards >= MAX_FORWARDS) throw busy();
      this.forwards += 1;
      try {
        await this.options.forwarder.forward(request, response, identity);
      } finally {
        this.forwards -= 1;
      }
    } else if (request.method === 'GET' && path === DOOR_ROUTES.commands) {
      this.openCommands(response);
    } else if (request.method === 'POST' && path === DOOR_ROUTES.events) {
      if (this.batches >= MAX_BATCHES) throw busy();
      this.batches += 1;
      try {
        await this.options.onEvents(await readBatch(request));
      } finally {
        this.batches -= 1;
      }
      answer(response, 200, { ok: true });
    } else {
      throw new DomainError('not_found', `This door has no ${request.method ?? ''} ${path}.`);
    }
  }

  private openCommands(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    this.commands?.end();
    this.commands = response;
    response.on('close', () => {
      if (this.commands === response) this.commands = undefined;
    });
    for (const command of this.unsent.splice(0)) this.send(command);
    this.connected();
  }

  private refuse(response: ServerResponse, error: unknown): void {
    const known = error instanceof DomainError;
    if (!known) this.options.onError(error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const status = known ? error.status : 500;
    const code = known ? error.code : 'internal';
    const detail = known ? error.message : 'The worker could not take this in. Try again.';
    answer(response, status, { type: 'about:blank', title: code, status, code, detail });
  }
}

const busy = (): DomainError =>
  new DomainError('too_many_requests', 'This sandbox has too many calls under way. Try again.');

function answer(response: ServerResponse, status: number, body: object): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type });
  response.end(JSON.stringify(body));
}

async function readBatch(request: IncomingMessage): Promise<EventBatch> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BATCH_BYTES) {
      throw new DomainError('payload_too_large', 'A batch of events may have 32 MB at most.');
    }
    chunks.push(chunk);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new DomainError('malformed_request', 'The batch of events is not JSON.', { cause });
  }
  const batch = eventBatch.safeParse(parsed);
  if (!batch.success) {
    throw new DomainError('malformed_request', `Not a batch of events: ${batch.error.message}`);
  }
  return batch.data;
}
