import type { LiveConnection } from '@renum/connections';
import { DOOR_ROUTES, type InstanceIdentity } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { ProviderCatalogue } from '@renum/providers';
import type { Breakers } from '../flow/breaker';
import type { Credentials } from '../flow/credentials';
import type { Exchange } from '../flow/exchange';
import type { Gates } from '../flow/gates';
import { freeMeter, type Meter } from '../flow/meter';
import type { RateGate, RateLimit } from '../flow/rate-gate';
import type { RunContext, RunContexts } from '../flow/run-context';
import type { UpstreamResult } from '../flow/upstream';
import { declaredLength, readBody } from '../http/body';
import type { Inspect } from './answer-filter';
import { isRecord, readMessage, type ClientMessage } from './json-rpc';
import type { LiveConnections } from './live-connections';
import type { McpCall } from './mcp-call';
import type { McpUpstream } from './mcp-upstream';
import type { McpSessions } from './sessions';
import type { SseBridge } from './sse-bridge';
import { targetOf } from './target';
import type { ToolCalls, ToolRequest, Visit } from './tool-calls';

export interface McpParts {
  contexts: Pick<RunContexts, 'find' | 'fresh'>;
  live: LiveConnections;
  catalogue: Pick<ProviderCatalogue, 'get'>;
  credentials: Pick<Credentials, 'get'>;
  sessions: McpSessions;
  gates: Gates;
  rates: RateGate;
  /** Of one tenant, in this process. */
  tenantRate: RateLimit;
  breakers: Breakers;
  tools: ToolCalls;
  upstream: McpUpstream;
  bridge: SseBridge;
}

type Done = (result: UpstreamResult) => void;

const ROUTE = new RegExp(`^${DOOR_ROUTES.mcp}/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`);
const METHODS: ReadonlySet<string> = new Set(['POST', 'GET', 'DELETE']);
/** Streams that one run may keep open at one connection. */
const MAX_STREAMS = 4;

/** A connection as an MCP server of its own: Streamable HTTP towards the sandbox, whatever it is behind. */
export class McpDoor {
  constructor(private readonly parts: McpParts) {}

  /** Throws what it refuses; what it carries is told to `done`. */
  async serve(exchange: Exchange, identity: InstanceIdentity, done: Done): Promise<void> {
    const { req } = exchange;
    checkOrigin(req.headers.origin);
    if (!METHODS.has(req.method ?? ''))
      throw new DomainError('operation_not_allowed', 'This door takes POST, GET and DELETE.');
    const context = await this.parts.contexts.find(identity);
    const visit = await this.visit(exchange, identity, context);
    this.enter(visit);
    if (req.method === 'POST') return this.post(visit, done);
    exchange.operation = req.method === 'GET' ? 'stream' : 'session.delete';
    const { runId } = identity;
    if (req.method === 'GET' && this.parts.live.lasting(runId, visit.connection.id) >= MAX_STREAMS)
      throw new DomainError('too_many_requests', 'Too many streams are open at this connection.');
    const call = await this.prepare(visit, Buffer.alloc(0), freeMeter(), this.inspect(visit));
    this.send(call, undefined, done);
  }

  /** By whom, of whom, and that the agent may. */
  private async visit(
    exchange: Exchange,
    identity: InstanceIdentity,
    context: RunContext,
  ): Promise<Visit> {
    const id = ROUTE.exec(exchange.req.url ?? '')?.[1];
    const connection = id === undefined ? undefined : await this.parts.live.find(identity, id);
    // As for one of another tenant: there is none such.
    if (!connection) throw new DomainError('not_found', 'There is no such connection.');
    exchange.provider = connection.kind;
    exchange.connectionId = connection.id;
    const grants = context.config.connections.filter(
      ({ connectionId }) => connectionId === connection.id,
    );
    if (grants.length === 0)
      throw new DomainError(
        'operation_not_allowed',
        `The agent has no grant for the connection "${connection.name}". Grant it, in a new version of the agent.`,
      );
    if (connection.state === 'revoked')
      throw new DomainError('connection_unapproved', `${connection.name} was revoked.`);
    return { exchange, identity, context, connection, grants };
  }

  private enter({ exchange, identity, connection }: Visit): void {
    const { gates, rates, tenantRate, catalogue } = this.parts;
    const { tenantId } = identity;
    exchange.hold(gates.enterCall(tenantId));
    rates.pass(`tenant/${tenantId}`, tenantRate);
    if (exchange.req.method === 'GET') return;
    const { limits, rateLimits } = catalogue.get(connection.kind);
    exchange.hold(gates.enterCredential(connection.id, limits.concurrency));
    const whose = connection.credentialId ?? connection.id;
    for (const limit of rateLimits)
      rates.pass(`${whose}/${limit.requests}/${limit.seconds}`, limit);
  }

  private async post(visit: Visit, done: Done): Promise<void> {
    const { exchange, identity } = visit;
    const { message, body } = readMessage(await this.receive(visit));
    exchange.voice = { rpc: message.kind === 'request' ? message.id : null };
    exchange.operation = message.kind === 'response' ? 'response' : message.method;
    if (message.kind !== 'request' || message.method !== 'tools/call') {
      const inspect = this.inspect(visit, message);
      const call = await this.prepare(visit, body, freeMeter(), inspect);
      return this.send(call, message, done);
    }
    const request: ToolRequest = {
      message,
      prepare: (from, meter) => this.prepare(from, body, meter, this.inspect(from, message)),
      // Minutes may have passed since: what was true then is asked again.
      again: async () => {
        const fresh = await this.parts.contexts.fresh(identity);
        const from = await this.visit(exchange, identity, fresh);
        this.enter(from);
        exchange.hold(this.parts.gates.holdBytes(identity.tenantId, body.length));
        return from;
      },
      send: (call, ended) => this.send(call, message, ended),
    };
    await this.parts.tools.call(visit, request, done);
  }

  private receive({ exchange, identity, connection }: Visit): Promise<Buffer> | Buffer {
    const { requestBytes } = this.parts.catalogue.get(connection.kind).limits;
    const size = Math.min(declaredLength(exchange.req) ?? requestBytes, requestBytes);
    if (size > 0) exchange.hold(this.parts.gates.holdBytes(identity.tenantId, size));
    return readBody(exchange.req, requestBytes);
  }

  /** The key, the place, and whether the place is well. */
  private async prepare(
    { exchange, identity, connection }: Visit,
    body: Buffer,
    meter: Meter,
    inspect: Inspect,
  ): Promise<McpCall> {
    const { catalogue, credentials, breakers } = this.parts;
    const manifest = catalogue.get(connection.kind);
    const { credentialId } = connection;
    const credential =
      credentialId === undefined
        ? undefined
        : await credentials.get(identity, manifest, credentialId);
    exchange.credentialId = credential?.credentialId;
    const target = targetOf(connection, manifest, credential);
    if (exchange.req.method !== 'GET') {
      const leave = breakers.enter(`${target.origin} ${credential?.credentialId ?? connection.id}`);
      exchange.hold(() => leave(exchange.verdict));
    }
    const session = this.session(exchange, identity, connection);
    const parts = { exchange, identity, connection, manifest, target, credential };
    return { ...parts, session, body, meter, inspect };
  }

  /** @throws DomainError `not_found`, upon which clients begin a new session */
  private session(
    { req }: Exchange,
    identity: InstanceIdentity,
    { id, transport }: LiveConnection,
  ): string | undefined {
    const named = req.headers['mcp-session-id'];
    if (named === undefined) return undefined;
    const scope = { ...identity, connectionId: id };
    const own = this.parts.sessions.open(scope, String(named));
    const known = own !== undefined && (transport === 'http' || this.parts.bridge.has(own));
    if (known) return own;
    throw new DomainError('not_found', 'There is no such session here; initialise again.');
  }

  private send(call: McpCall, message: ClientMessage | undefined, done: Done): void {
    const { upstream, bridge, live } = this.parts;
    if (call.connection.transport !== 'sse') return upstream.send(call, done);
    const { exchange, identity, connection, credential } = call;
    const forget = live.opened({
      identity,
      connectionId: connection.id,
      credentialId: credential?.credentialId,
      lasting: exchange.req.method === 'GET',
      cut: () => exchange.res.destroy(),
    });
    bridge.send(call, message, (result) => {
      forget();
      done(result);
    });
  }

  /** Lists of tools show what the agent may call; and that they have changed is heeded at once. */
  private inspect(visit: Visit, message?: ClientMessage): Inspect {
    const { tools } = this.parts;
    return (said) => {
      if (said['method'] === 'notifications/tools/list_changed') tools.changed(visit.connection);
      const { result } = said;
      // Whatever else it says of itself: a client may take it for the list that it asked for.
      if (!isRecord(result) || !Array.isArray(result['tools'])) return said;
      // The answer to another request may well have a part of this name.
      const other = message?.kind === 'request' && message.method !== 'tools/list';
      if (other && said['id'] === message.id) return said;
      const offered: unknown[] = result['tools'];
      const shown = tools.shown(visit, offered);
      return shown.length === offered.length
        ? said
        : { ...said, result: { ...result, tools: shown } };
    };
  }
}

/** No page of any site speaks to this door: one that does was lured here by a name. */
function checkOrigin(origin: string | undefined): void {
  if (origin === undefined) return;
  const host = URL.parse(origin)?.hostname;
  if (host === 'localhost' || host === '127.0.0.1' || host === '[::1]') return;
  throw new DomainError('forbidden', 'This door is not for pages of other origins.');
}
