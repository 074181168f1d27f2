import { DomainError, newId } from '@renum/platform';
import { json } from './answer-filter';
import { INITIALIZE, resultOf, type RpcChannel } from './http-channel';
import { isId, isRecord } from './json-rpc';
import { unreachable, upstreamError } from './upstream-errors';
import { eventsOf, mustSucceed, send, type Wire } from './wire';

export interface SseListener {
  /** One message from the server. */
  message(message: Record<string, unknown>): void;
  /** The stream ended, by whomever. Once. */
  closed(why: DomainError): void;
}

const ENDPOINT_MS = 15_000;
/** Of one session, over its whole life. */
const MAX_STREAM_BYTES = 256 * 1024 * 1024;

/** A session with a server of the older transport: its messages come on one stream, ours are posted. */
export class SseChannel {
  private readonly ended = new AbortController();
  private endpoint = '';

  private constructor(
    private readonly wire: Wire,
    private readonly listener: SseListener,
  ) {}

  /** @throws DomainError when no session comes about */
  static async open(wire: Wire, listener: SseListener): Promise<SseChannel> {
    const channel = new SseChannel(wire, listener);
    const late = setTimeout(() => channel.close(), ENDPOINT_MS);
    try {
      await channel.listen();
      return channel;
    } catch (error) {
      channel.close();
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  /** @throws DomainError when the server does not take it */
  async post(body: Buffer): Promise<void> {
    const { signal } = this.ended;
    const answer = await send(this.wire, { method: 'POST', path: this.endpoint, body, signal });
    mustSucceed(this.wire.name, answer);
    await answer.body.dump();
  }

  close(): void {
    this.ended.abort();
  }

  private async listen(): Promise<void> {
    const { wire, ended } = this;
    const headers = { accept: 'text/event-stream' };
    const answer = await send(wire, { method: 'GET', headers, signal: ended.signal });
    mustSucceed(wire.name, answer);
    const events = eventsOf(wire, answer.body, MAX_STREAM_BYTES);
    const first = await events.next();
    const said = first.done ? undefined : first.value;
    if (said?.event !== 'endpoint') throw unreachable(`${wire.name} opens no session.`);
    this.endpoint = endpointOf(wire, said.data);
    void this.follow(events);
  }

  /** Never rejects: nobody waits for it. */
  private async follow(events: AsyncGenerator<{ event: string; data: string }>): Promise<void> {
    let why = unreachable(`${this.wire.name} closed the session.`);
    try {
      for await (const { event, data } of events) {
        const message = event === 'message' ? json(data) : undefined;
        if (isRecord(message)) this.listener.message(message);
      }
    } catch (error) {
      why = upstreamError(this.wire.name, error);
    }
    this.close();
    this.listener.closed(why);
  }
}

/** P1: a server may say where at its own origin it takes messages, but not send the key elsewhere. */
function endpointOf({ name, target }: Wire, said: string): string {
  const url = URL.parse(said, target.origin + target.path);
  if (!url || url.origin !== target.origin || url.username !== '' || url.password !== '')
    throw new DomainError('destination_refused', `${name} wants messages sent to another place.`);
  return url.pathname + url.search;
}

/** Asks over a session of the older transport, on our own account. */
export class SseRpcChannel implements RpcChannel {
  private channel?: SseChannel;
  private readonly waiting = new Map<string, (said: unknown) => void>();

  constructor(
    private readonly wire: Wire,
    signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.close(), { once: true });
  }

  async open(): Promise<void> {
    this.channel = await SseChannel.open(this.wire, {
      message: (message) => {
        const { id } = message;
        if (isId(id) && message['method'] === undefined) this.settle(String(id), message);
      },
      closed: () => {
        for (const id of [...this.waiting.keys()]) this.settle(id, undefined);
      },
    });
    await this.request('initialize', INITIALIZE);
    await this.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  }

  async request(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = `renum-${newId()}`;
    const answered = new Promise<unknown>((resolve) => this.waiting.set(id, resolve));
    await this.send({ jsonrpc: '2.0', id, method, params });
    return resultOf(this.wire.name, method, await answered);
  }

  close(): void {
    this.channel?.close();
  }

  private async send(message: object): Promise<void> {
    if (!this.channel) throw unreachable(`${this.wire.name} has no session.`);
    await this.channel.post(Buffer.from(JSON.stringify(message)));
  }

  private settle(id: string, said: unknown): void {
    this.waiting.get(id)?.(said);
    this.waiting.delete(id);
  }
}
