import type { Dispatcher } from 'undici';
import type { Meter } from '../flow/meter';
import { Relay } from '../flow/relay';
import type { UpstreamResult } from '../flow/upstream';
import { DECISION_HEADER, REQUEST_ID_HEADER } from '../http/refusal';
import type { SafeDialler } from '../net/dialler';
import { SecretMatcher } from '../scrub/matcher';
import { Scrubber } from '../scrub/scrubber';
import { AnswerFilter } from './answer-filter';
import { Guard } from './guard';
import type { LiveConnections } from './live-connections';
import type { McpCall } from './mcp-call';
import type { McpSessions } from './sessions';
import { faultOf } from './upstream-errors';

export interface McpBounds {
  /** One message and its answer, however many events it takes. */
  callMs: number;
  /** A stream that a client keeps open; it may open the next. */
  streamMs: number;
}

const NO_SECRET = new SecretMatcher([]);
const STREAM_BYTES = 256 * 1024 * 1024;
const SESSION_HEADER = 'mcp-session-id';

/** Carries one HTTP request of the protocol to the server, and its answer back. */
export class McpUpstream {
  constructor(
    private readonly dialler: Pick<SafeDialler, 'dispatcher'>,
    private readonly sessions: McpSessions,
    private readonly live: Pick<LiveConnections, 'opened'>,
    private readonly bounds: McpBounds,
  ) {}

  send(call: McpCall, done: (result: UpstreamResult) => void): void {
    const { exchange, identity, connection, manifest, target, credential, body } = call;
    const { req, res } = exchange;
    const isStream = req.method === 'GET';
    const scrubber = new Scrubber(credential?.matcher ?? NO_SECRET);
    const filter = new AnswerFilter(call.inspect, () => res.destroy());
    const startedAt = performance.now();
    const scope = { ...identity, connectionId: connection.id };
    const forget = this.live.opened({
      identity,
      connectionId: connection.id,
      credentialId: credential?.credentialId,
      lasting: isStream,
      cut: () => res.destroy(),
    });
    const relay = new Relay({
      res,
      ownHeaders: () => [REQUEST_ID_HEADER, exchange.id, DECISION_HEADER, exchange.decision],
      scrubber,
      meter: watching(call.meter, filter),
      filter,
      bounds: {
        responseBytes: isStream ? STREAM_BYTES : manifest.limits.responseBytes,
        totalMs: isStream ? this.bounds.streamMs : this.bounds.callMs,
        drainMs: 0,
        drainBytes: 0,
      },
      done: (result) => {
        forget();
        const durationMs = performance.now() - startedAt;
        done({ ...result, masked: scrubber.hits, attempts: 1, durationMs });
      },
    });
    if (relay.over) return;
    const guard = new Guard(relay, {
      fault: (status, headers) => faultOf(connection.name, !!credential, status, headers),
      sealed: (id) => this.sessions.seal(scope, id),
    });
    const options: Dispatcher.DispatchOptions = {
      origin: target.origin,
      path: target.path,
      method: req.method as Dispatcher.HttpMethod,
      headers: headersOf(call),
      body: body.length > 0 ? body : null,
      // A tool may think for as long as the whole may take; the relay holds the clock.
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    this.dialler.dispatcher(target.zone).dispatch(options, guard);
  }
}

/** The meter, which the relay tells of an answer's head; the filter must know of it too. */
const watching = (meter: Meter, filter: AnswerFilter): Meter => ({
  ...meter,
  begin: (status, events) => {
    filter.begin(events);
    meter.begin(status, events);
  },
});

/**
 * What of a client's headers is the protocol's own. Everything else is the connection's to say: by
 * headers some servers choose the account, and by those of a body it would be another message.
 */
const FORWARDED = ['accept', 'mcp-protocol-version', 'last-event-id', 'user-agent'] as const;

function headersOf({ exchange, target, session, body }: McpCall): string[] {
  const own = target.headers.flatMap(([name, value]) => [name, value]);
  const kept = FORWARDED.flatMap((name) => {
    const value = exchange.req.headers[name];
    const ours = value === undefined || target.headers.some(([each]) => each === name);
    return ours ? [] : [name, String(value)];
  });
  if (body.length > 0) kept.push('content-type', 'application/json');
  // Events must come through as they are made; a compressor would gather them first.
  kept.push('accept-encoding', 'identity', ...own);
  if (session !== undefined) kept.push(SESSION_HEADER, session);
  return kept;
}
