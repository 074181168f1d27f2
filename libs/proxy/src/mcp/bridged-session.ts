import { DomainError, newId } from '@renum/platform';
import { resultOf, type RpcChannel } from './http-channel';
import { isId, type RpcId } from './json-rpc';
import { SseChannel } from './sse-channel';
import type { SseSink } from './sse-sink';
import { unreachable } from './upstream-errors';
import type { Wire } from './wire';

interface SessionPlan {
  /** Its id, as the sandbox knows it. */
  sealed: string;
  idleMs: number;
  closed: () => void;
}

type Message = Record<string, unknown>;

/** Messages that nobody listens to are kept for whoever listens next, up to this many. */
const MAX_UNHEARD = 100;

/** One session at a server of the older transport, and which of its client's streams hears what. */
export class BridgedSession implements RpcChannel {
  private channel?: SseChannel;
  private readonly asked = new Map<RpcId, SseSink>();
  private readonly own = new Map<string, (said: Message | undefined) => void>();
  private standing?: SseSink;
  private unheard: Message[] = [];
  private idle?: NodeJS.Timeout;

  private constructor(
    private readonly wire: Wire,
    private readonly plan: SessionPlan,
  ) {}

  static async open(wire: Wire, plan: SessionPlan): Promise<BridgedSession> {
    const session = new BridgedSession(wire, plan);
    session.channel = await SseChannel.open(wire, {
      message: (message) => session.hear(message),
      closed: (why) => session.over(why),
    });
    session.rest();
    return session;
  }

  /** A client's request; its answer, and what is said until then, goes to `sink`. */
  async ask(id: RpcId, body: Buffer, sink: SseSink, withinMs: number): Promise<void> {
    if (this.asked.has(id)) throw new DomainError('malformed_request', 'The id is in use.');
    clearTimeout(this.idle);
    this.asked.set(id, sink);
    const timer = setTimeout(() => {
      sink.fail(new DomainError('upstream_timeout', `${this.wire.name} took too long.`));
    }, withinMs);
    sink.opened(this.plan.sealed, () => {
      clearTimeout(timer);
      this.asked.delete(id);
      this.rest();
    });
    await this.post(body);
  }

  /** A client's standing stream: what belongs to no request of its. */
  listen(sink: SseSink): void {
    if (this.standing)
      throw new DomainError('conflict', 'Only one standing stream is allowed in a session.');
    this.standing = sink;
    clearTimeout(this.idle);
    sink.opened(this.plan.sealed, () => {
      this.standing = undefined;
      this.rest();
    });
    sink.begin();
    for (const message of this.unheard.splice(0)) sink.push(message);
  }

  /** @throws DomainError when the server does not take it */
  post(body: Buffer): Promise<void> {
    if (!this.channel) throw unreachable(`${this.wire.name} closed the session.`);
    return this.channel.post(body);
  }

  async request(method: string, params: Record<string, unknown>): Promise<Message> {
    const id = `renum-${newId()}`;
    const answer = new Promise<Message | undefined>((resolve) => {
      this.own.set(id, resolve);
      setTimeout(() => this.answer(id, undefined), 20_000).unref();
    });
    await this.post(Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params })));
    return resultOf(this.wire.name, method, await answer);
  }

  close(): void {
    this.channel?.close();
  }

  private hear(message: Message): void {
    const { id, method } = message;
    if (method === undefined && isId(id)) {
      if (typeof id === 'string' && this.answer(id, message)) return;
      return this.asked.get(id)?.answer(message);
    }
    // The older transport does not say which request a message belongs to: the newest hears it.
    const sink = [...this.asked.values()].at(-1) ?? this.standing;
    if (sink) return sink.push(message);
    if (this.unheard.length < MAX_UNHEARD) this.unheard.push(message);
  }

  private answer(id: string, message: Message | undefined): boolean {
    const settle = this.own.get(id);
    this.own.delete(id);
    settle?.(message);
    return settle !== undefined;
  }

  private rest(): void {
    clearTimeout(this.idle);
    if (this.asked.size > 0 || this.standing) return;
    this.idle = setTimeout(() => this.close(), this.plan.idleMs);
  }

  private over(why: DomainError): void {
    clearTimeout(this.idle);
    this.channel = undefined;
    this.plan.closed();
    for (const sink of [...this.asked.values()]) sink.fail(why);
    this.standing?.finish(200);
    for (const id of [...this.own.keys()]) this.answer(id, undefined);
  }
}
