import { setTimeout as delay } from 'node:timers/promises';
import { DOOR_ROUTES } from '@renum/contracts';
import { DOOR_ORIGIN, type Fetch } from '../../door/door';
import { isRecord } from '../../llm/tool-arguments';
import { ModelFailure } from '../../llm/model-failure';
import { SPENT } from '../proxy-problem';
import { ToolError } from '../tool';
import { messagesOf, type RpcMessage, type StreamPosition } from './mcp-stream';

const PROTOCOL_VERSION = '2025-11-25';
const MAX_WAIT_MS = 10_000;
/** How often a broken stream is taken up again for one answer. */
const MAX_RESUMES = 100;

/** How a request is made: by itself, or with the run's clock held meanwhile. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

/** A session at one connection, by MCP's Streamable HTTP. It offers a server nothing of its own. */
export class McpSession {
  private readonly url: string;
  private headers: Record<string, string> = {};
  private nextId = 1;

  private constructor(
    connectionId: string,
    private readonly fetch: Fetch,
    /** For messages to people and models. */
    private readonly name: string,
  ) {
    this.url = `${DOOR_ORIGIN}${DOOR_ROUTES.mcp}/${connectionId}`;
  }

  static async open(
    connectionId: string,
    fetch: Fetch,
    name: string,
    signal: AbortSignal,
  ): Promise<McpSession> {
    const session = new McpSession(connectionId, fetch, name);
    const clientInfo = { name: 'suna', version: '1' };
    const params = { protocolVersion: PROTOCOL_VERSION, capabilities: {}, clientInfo };
    const send: Send = (url, init) => fetch(url, { ...init, signal });
    const result = await session.ask('initialize', params, send, signal, (response) => {
      const id = response.headers.get('mcp-session-id');
      if (id !== null) session.headers['mcp-session-id'] = id;
    });
    const version = result['protocolVersion'];
    if (typeof version === 'string') session.headers['mcp-protocol-version'] = version;
    const answer = await session.post({ method: 'notifications/initialized' }, send);
    await answer.body?.cancel();
    return session;
  }

  /**
   * @throws SessionGone when the server knows the session no more, ToolError, and ModelFailure for what
   * ends the run
   */
  async ask(
    method: string,
    params: RpcMessage,
    send: Send,
    signal: AbortSignal,
    onAnswer?: (response: Response) => void,
  ): Promise<RpcMessage> {
    const id = this.nextId++;
    let response = await this.post({ id, method, params }, send);
    if (response.status === 404 && this.headers['mcp-session-id']) throw new SessionGone();
    if (response.status >= 300) throw await this.problem(response);
    onAnswer?.(response);
    const position: StreamPosition = { retryMs: 1_000 };
    for (let resumes = 0; resumes < MAX_RESUMES; resumes += 1) {
      for await (const message of messagesOf(response, position)) {
        if (message['method'] !== undefined) await this.reply(message, signal);
        else if (message['id'] === id) return this.resultOf(message);
      }
      // Servers may end a stream before the answer, to be asked again for the rest of it.
      const { lastEventId, retryMs } = position;
      if (lastEventId === undefined) break;
      await delay(Math.min(retryMs, MAX_WAIT_MS), undefined, { signal });
      const headers = {
        ...this.headers,
        accept: 'text/event-stream',
        'last-event-id': lastEventId,
      };
      response = await this.fetch(this.url, { headers, signal });
      if (!response.ok) throw await this.problem(response);
    }
    throw new ToolError(`${this.name} broke off before its answer. What was asked may be done.`);
  }

  private post(message: RpcMessage, send: Send): Promise<Response> {
    return send(this.url, {
      method: 'POST',
      headers: {
        ...this.headers,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...message }),
    });
  }

  /** Servers may ask whether somebody is there, and for nothing else. */
  private async reply({ id, method }: RpcMessage, signal: AbortSignal): Promise<void> {
    if (id === undefined) return;
    const error = { code: -32_601, message: 'This client does not offer that.' };
    const answer = method === 'ping' ? { result: {} } : { error };
    const response = await this.post({ id, ...answer }, (url, init) =>
      this.fetch(url, { ...init, signal }),
    );
    await response.body?.cancel();
  }

  private resultOf(message: RpcMessage): RpcMessage {
    if (isRecord(message['result'])) return message['result'];
    throw failureOf(this.name, message['error']);
  }

  private async problem(response: Response): Promise<Error> {
    const { status } = response;
    for await (const message of messagesOf(response, { retryMs: 0 }))
      if (isRecord(message['error'])) return failureOf(this.name, message['error']);
    return new ToolError(`${this.name} failed with status ${status}.`);
  }
}

/** The session is over; a new one may do. */
export class SessionGone extends Error {
  override readonly name = 'SessionGone';
}

/** Spent budget and an ended run end the loop; the rest is told to the model. */
function failureOf(name: string, error: unknown): Error {
  const { message, data } = isRecord(error) ? error : {};
  const words = typeof message === 'string' ? message : 'no explanation';
  const code = isRecord(data) ? data['code'] : undefined;
  if (SPENT.has(code)) return new ModelFailure('budget', words);
  if (code === 'run_not_active') return new ModelFailure('run_not_active', words);
  return new ToolError(`${name} failed: ${words}`);
}
