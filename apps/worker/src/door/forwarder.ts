import type { IncomingMessage, ServerResponse } from 'node:http';
import { Pool, type Dispatcher } from 'undici';
import { IDENTITY_HEADER } from '@renum/contracts';
import { patientConnector } from './patient-connector';

/**
 * Headers that stop at the door: what the data plane decides itself (P4), what names our own
 * identity scheme, and what belongs to one hop only (RFC 9110 §7.6.1).
 */
const STOPPED = new Set([
  'authorization',
  'x-api-key',
  'cookie',
  'host',
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'forwarded',
]);

const mayPass = (name: string): boolean =>
  !STOPPED.has(name) && !name.startsWith('x-renum-') && !name.startsWith('x-forwarded-');

/** Hop headers of the answer; the two servers frame it anew. */
const HOP_ANSWER = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'trailer']);

/** Up to this size a request body is sent in one piece, which spares a stream per tool call. */
const SMALL_BODY_BYTES = 64 * 1024;

const requestHeaders = (request: IncomingMessage, identity: string): Record<string, string> => {
  const headers: Record<string, string> = { [IDENTITY_HEADER]: identity };
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && mayPass(name)) {
      headers[name] = Array.isArray(value) ? value.join(', ') : value;
    }
  }
  return headers;
};

const hasBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined ||
  Number(request.headers['content-length'] ?? 0) > 0;

const isSmall = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] === undefined &&
  Number(request.headers['content-length']) <= SMALL_BODY_BYTES;

async function readWhole(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A killed api is started again and listens within this time, also on a slow machine. */
const RESTART_MS = 20_000;

/** Carries a sandbox's request to the data plane under its instance's identity, and streams back. */
export class DataPlaneForwarder {
  private readonly pool: Pool;

  constructor(dataPlaneUrl: string, patienceMs = RESTART_MS) {
    // The data plane bounds every call itself; a second clock here would only race it. Connections
    // are bounded a door: a bound of all together would let one sandbox keep the others waiting.
    this.pool = new Pool(dataPlaneUrl, {
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: patientConnector(patienceMs),
    });
  }

  async forward(
    request: IncomingMessage,
    response: ServerResponse,
    identity: string,
  ): Promise<void> {
    const body = !hasBody(request) ? null : isSmall(request) ? await readWhole(request) : request;
    await new Promise<void>((resolve) => {
      this.pool.dispatch(
        {
          path: request.url ?? '/',
          method: request.method ?? 'GET',
          headers: requestHeaders(request, identity),
          body,
        },
        new AnswerRelay(response, resolve),
      );
    });
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}

/** Writes what the data plane answers as it comes, at the speed the sandbox reads it. */
class AnswerRelay implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly done: () => void,
  ) {
    response.on('drain', () => this.controller?.resume());
    response.on('close', () => {
      if (!response.writableFinished) this.controller?.abort(new Error('sandbox disconnected'));
      done();
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.response.destroyed) controller.abort(new Error('sandbox disconnected'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: NodeJS.Dict<string | string[]>,
  ): void {
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && !HOP_ANSWER.has(name)) this.response.setHeader(name, value);
    }
    this.response.writeHead(status);
    this.response.flushHeaders();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.response.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.response.end();
    this.done();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.response.headersSent || this.response.destroyed) {
      // The answer has begun: cutting it is the only way left to say that it is not whole.
      this.response.destroy();
    } else {
      const detail = `Renum's data plane does not answer (${error.message}). Try again shortly.`;
      this.response.writeHead(503, { 'content-type': 'application/problem+json' });
      this.response.end(
        JSON.stringify({
          type: 'about:blank',
          title: 'Service Unavailable',
          status: 503,
          code: 'overloaded',
          detail,
          error: { message: detail, type: 'api_error', code: 'overloaded' },
        }),
      );
    }
    this.done();
  }
}
