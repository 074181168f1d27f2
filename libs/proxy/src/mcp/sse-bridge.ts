import { DomainError, newId } from '@renum/platform';
import type { UpstreamResult } from '../flow/upstream';
import type { SafeDialler } from '../net/dialler';
import { BridgedSession } from './bridged-session';
import type { RpcChannel } from './http-channel';
import type { ClientMessage } from './json-rpc';
import type { McpCall } from './mcp-call';
import type { McpSessions } from './sessions';
import { SseSink } from './sse-sink';
import { upstreamError } from './upstream-errors';

export interface BridgeBounds {
  /** One message and its answer. */
  callMs: number;
  /** A session in which nothing is under way is closed then. */
  idleMs: number;
  /** In this process. */
  sessions: number;
  /** Of one run. */
  runSessions: number;
}

/** Of the sessions of a process, what one tenant may take. */
const TENANT_SHARE = 4;

type Done = (result: UpstreamResult) => void;

/**
 * Servers of the older transport (HTTP+SSE), spoken to as Streamable HTTP. A session is a stream that
 * this process holds open: another one, or the same after a restart, does not know it, and clients
 * begin anew, as the protocol says.
 */
export class SseBridge {
  private readonly sessions = new Map<string, BridgedSession>();
  /** Whose they are; also those that are being opened. */
  private readonly places = new Set<{ tenantId: string; runId: string }>();

  constructor(
    private readonly dialler: Pick<SafeDialler, 'dispatcher'>,
    private readonly seals: Pick<McpSessions, 'seal'>,
    private readonly bounds: BridgeBounds,
  ) {}

  has(id: string): boolean {
    return this.sessions.has(id);
  }

  send(call: McpCall, message: ClientMessage | undefined, done: Done): void {
    const sink = new SseSink(call, done);
    this.carry(call, message, sink).catch((error: unknown) =>
      sink.fail(upstreamError(call.connection.name, error)),
    );
  }

  /** Asks in a session on our own account. */
  channel(id: string | undefined): RpcChannel {
    return this.known(id);
  }

  close(): void {
    for (const session of this.sessions.values()) session.close();
  }

  private async carry(
    call: McpCall,
    message: ClientMessage | undefined,
    sink: SseSink,
  ): Promise<void> {
    const { req } = call.exchange;
    if (
      message?.kind === 'request' &&
      message.method === 'initialize' &&
      call.session === undefined
    ) {
      const session = await this.begin(call);
      return session.ask(message.id, call.body, sink, this.bounds.callMs);
    }
    const session = this.known(call.session);
    if (req.method === 'DELETE') {
      session.close();
      return sink.finish(200);
    }
    if (!message) return session.listen(sink);
    if (message.kind === 'request')
      return session.ask(message.id, call.body, sink, this.bounds.callMs);
    await session.post(call.body);
    sink.finish(202);
  }

  private async begin(call: McpCall): Promise<BridgedSession> {
    const { identity, connection, target, credential } = call;
    const leave = this.enter(identity);
    const id = newId();
    const wire = {
      name: connection.name,
      dispatcher: this.dialler.dispatcher(target.zone),
      target,
      matcher: credential?.matcher,
    };
    let over = false;
    try {
      const session = await BridgedSession.open(wire, {
        sealed: this.seals.seal({ ...identity, connectionId: connection.id }, id),
        idleMs: this.bounds.idleMs,
        closed: () => {
          over = true;
          this.sessions.delete(id);
          leave();
        },
      });
      // A server may end a session before it is known here.
      if (!over) this.sessions.set(id, session);
      return session;
    } catch (error) {
      leave();
      throw error;
    }
  }

  private enter({ tenantId, runId }: McpCall['identity']): () => void {
    const all = [...this.places];
    const ofTenant = all.filter((each) => each.tenantId === tenantId);
    const ofRun = ofTenant.filter((each) => each.runId === runId);
    const { sessions, runSessions } = this.bounds;
    if (
      all.length >= sessions ||
      ofTenant.length >= sessions / TENANT_SHARE ||
      ofRun.length >= runSessions
    )
      throw new DomainError(
        'too_many_requests',
        'Too many sessions are open at older MCP servers.',
      );
    const place = { tenantId, runId };
    this.places.add(place);
    return () => void this.places.delete(place);
  }

  private known(id: string | undefined): BridgedSession {
    const session = id === undefined ? undefined : this.sessions.get(id);
    if (session) return session;
    const what = 'This server needs a session: initialise first.';
    throw new DomainError(id === undefined ? 'malformed_request' : 'not_found', what);
  }
}
