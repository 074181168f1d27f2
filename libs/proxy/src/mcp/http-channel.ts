import { newId } from '@renum/platform';
import { json } from './answer-filter';
import { isRecord } from './json-rpc';
import { unreachable } from './upstream-errors';
import { bodyText, eventsOf, mustSucceed, send, type Wire } from './wire';

/** Asks a server something on our own account. */
export interface RpcChannel {
  request(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>>;
}

export const PROTOCOL_VERSION = '2025-11-25';
const CLIENT = { name: 'renum', version: '1' };
export const INITIALIZE = {
  protocolVersion: PROTOCOL_VERSION,
  capabilities: {},
  clientInfo: CLIENT,
};

export const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** Of a session: its id and the version that was agreed on, as header values. */
export interface ChannelSession {
  id?: string;
  version?: string;
}

/** Streamable HTTP, in a session of its own or in that of a caller. */
export class HttpChannel implements RpcChannel {
  constructor(
    private readonly wire: Wire,
    private readonly signal: AbortSignal,
    private readonly session: ChannelSession = {},
  ) {}

  async open(): Promise<void> {
    const { protocolVersion } = await this.request('initialize', INITIALIZE);
    if (typeof protocolVersion === 'string') this.session.version = protocolVersion;
    const answer = await this.post({ jsonrpc: '2.0', method: 'notifications/initialized' });
    await answer.body.dump();
  }

  async request(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = `renum-${newId()}`;
    const answer = await this.post({ jsonrpc: '2.0', id, method, params });
    mustSucceed(this.wire.name, answer);
    const session = answer.headers['mcp-session-id'];
    if (method === 'initialize' && typeof session === 'string') this.session.id = session;
    return resultOf(this.wire.name, method, await this.response(id, answer));
  }

  /** Ends its own session. Servers need not know how to. */
  async close(): Promise<void> {
    if (this.session.id === undefined) return;
    const answer = await send(this.wire, {
      method: 'DELETE',
      headers: this.headers(),
      signal: this.signal,
    });
    await answer.body.dump();
  }

  private post(message: object) {
    const body = Buffer.from(JSON.stringify(message));
    return send(this.wire, { method: 'POST', headers: this.headers(), body, signal: this.signal });
  }

  private async response(id: string, answer: Awaited<ReturnType<typeof send>>): Promise<unknown> {
    const isIt = (said: unknown): boolean =>
      isRecord(said) && said['id'] === id && said['method'] === undefined;
    if (!/^text\/event-stream/i.test(String(answer.headers['content-type']))) {
      return json(await bodyText(this.wire, answer.body, MAX_ANSWER_BYTES));
    }
    for await (const { data } of eventsOf(this.wire, answer.body, MAX_ANSWER_BYTES)) {
      const said = json(data);
      if (isIt(said)) return said;
    }
    return undefined;
  }

  private headers(): Record<string, string> {
    const { id, version } = this.session;
    return {
      accept: 'application/json, text/event-stream',
      ...(id !== undefined && { 'mcp-session-id': id }),
      ...(version !== undefined && { 'mcp-protocol-version': version }),
    };
  }
}

/** @throws DomainError `upstream_unreachable` for an error, or for what is no answer */
export function resultOf(name: string, method: string, said: unknown): Record<string, unknown> {
  if (isRecord(said) && isRecord(said['result'])) return said['result'];
  const error = isRecord(said) ? said['error'] : undefined;
  const message = isRecord(error) ? error['message'] : undefined;
  const words = typeof message === 'string' ? message.slice(0, 300) : 'no answer';
  throw unreachable(`${name} does not answer ${method}: ${words}`);
}
