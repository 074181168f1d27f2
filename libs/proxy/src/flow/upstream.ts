import { UsageChunkFilter } from '@renum/llm';
import { injectedQuery, retryAfterMs, signatures, type ProviderManifest } from '@renum/providers';
import type { Dispatcher } from 'undici';
import { upstreamHeaders } from '../http/headers';
import {
  ATTEMPTS_HEADER,
  DECISION_HEADER,
  REQUEST_ID_HEADER,
  RETRYABLE_HEADER,
} from '../http/refusal';
import type { SafeDialler } from '../net/dialler';
import { Scrubber } from '../scrub/scrubber';
import type { Call } from './call';
import { hopOf } from './redirect';
import { Relay, type RelayResult } from './relay';
import { Retry } from './retry';

export interface UpstreamBounds {
  /** The whole of an LLM call, and of any other one. */
  llmTotalMs: number;
  toolTotalMs: number;
  drainMs: number;
  drainBytes: number;
}

export interface UpstreamResult extends RelayResult {
  /** Times that the provider sent the secret back. */
  masked: number;
  attempts: number;
  durationMs: number;
}

/** How often a call that may be repeated is sent at most. */
const ATTEMPTS = 3;
/** Redirects of one call that are followed. */
const MAX_HOPS = 5;

/** Sends an allowed call with its credential, and relays the answer. */
export class Upstream {
  constructor(
    private readonly dialler: Pick<SafeDialler, 'dispatcher'>,
    private readonly bounds: UpstreamBounds,
  ) {}

  send(call: Call, done: (result: UpstreamResult) => void): void {
    const { exchange, grant, credential, meter, body, route } = call;
    const { limits } = grant.manifest;
    const { destination, injected } = credential;
    const query = injectedQuery(injected, route.query);
    const scrubber = new Scrubber(credential.matcher);
    const startedAt = performance.now();
    const totalMs = grant.llm ? this.bounds.llmTotalMs : this.bounds.toolTotalMs;
    const repeatable = mayRepeat(call);
    let attempts = 1;
    let hops = 0;
    let withKey = true;
    const relay = new Relay({
      res: exchange.res,
      ownHeaders: (status) => {
        const own = [REQUEST_ID_HEADER, exchange.id, DECISION_HEADER, exchange.decision];
        if (status >= 400) {
          // What failed half-way may have been done: only what may be repeated is worth repeating.
          const again = passing(grant.manifest).has(status) && (repeatable || status !== 504);
          own.push(RETRYABLE_HEADER, String(again));
        }
        if (attempts > 1) own.push(ATTEMPTS_HEADER, String(attempts));
        return own;
      },
      scrubber,
      meter,
      filter: call.request?.usageAdded ? new UsageChunkFilter() : undefined,
      bounds: {
        responseBytes: limits.responseBytes,
        totalMs,
        drainMs: credential.platformKey ? totalMs : this.bounds.drainMs,
        drainBytes: this.bounds.drainBytes,
      },
      done: (result) => {
        const durationMs = performance.now() - startedAt;
        done({ ...result, masked: scrubber.hits, attempts, durationMs });
      },
    });
    if (relay.over) return;
    const options: Dispatcher.DispatchOptions = {
      origin: destination.origin,
      path: destination.basePath + injected.pathPrefix + route.path + query,
      method: grant.operation.method,
      headers: this.headers(call, withKey),
      body: body.length > 0 ? body : null,
      headersTimeout: limits.timeoutMs,
      bodyTimeout: limits.idleMs,
    };
    const dispatch = (handler: Dispatcher.DispatchHandler): void =>
      void this.dialler
        .dispatcher(destination.zone)
        .dispatch(withKey ? this.signed(call, options) : options, handler);
    if (!repeatable && grant.operation.method !== 'GET') return dispatch(relay);
    const retry = new Retry(relay, {
      dispatch,
      attempts: repeatable ? ATTEMPTS : 1,
      onAttempt: () => (attempts += 1),
      statuses: passing(grant.manifest),
      asked: (headers) => retryAfterMs(grant.manifest, headers, Date.now()),
      follow: (status, location) => {
        const hop = hops < MAX_HOPS && hopOf(call, options, status, location);
        if (!hop) return false;
        hops += 1;
        Object.assign(options, { origin: hop.origin, path: hop.path });
        withKey = hop.withKey;
        if (!withKey) options.headers = this.headers(call, false);
        return true;
      },
      deadline: startedAt + totalMs - 1_000,
    });
    dispatch(retry);
  }

  /** With what the credential signs, reckoned anew each time that it is sent. */
  private signed(call: Call, options: Dispatcher.DispatchOptions): Dispatcher.DispatchOptions {
    const { credential, body } = call;
    if (credential.injected.signers.length === 0) return options;
    const mark = options.path.indexOf('?');
    const [path, query] =
      mark < 0 ? [options.path, ''] : [options.path.slice(0, mark), options.path.slice(mark)];
    const { method } = options;
    const request = { method, path, query, body, now: Date.now() };
    const added = signatures(credential.injected, request);
    return {
      ...options,
      path: path + added.query,
      headers: this.headers(call, true, added.headers),
    };
  }

  private headers(
    { exchange, grant, credential, request }: Call,
    withKey: boolean,
    signature: readonly (readonly [name: string, value: string])[] = [],
  ): string[] {
    const { injected } = credential;
    const own = signature.length > 0 ? [...injected.headers, ...signature] : injected.headers;
    const read = request && (request.json ? READ_AS_JSON : READ_AS_FORM);
    const headers = upstreamHeaders(exchange.req.headers, own, read?.dropped);
    if (read?.type) headers.push('content-type', read.type);
    // Events must come through as they are made; a compressor would gather them first.
    headers.push('accept-encoding', grant.llm ? 'identity' : 'gzip, deflate, br');
    if (!withKey) return headers;
    for (const [name, value] of injected.defaultHeaders)
      if (exchange.req.headers[name] === undefined) headers.push(name, value);
    for (const [name, value] of own) headers.push(name, value);
    return headers;
  }
}

/**
 * A model's body goes out as what it was read as: named a form, JSON can hold another model for whoever
 * believes the name, and so can bytes that are said to be compressed.
 */
const READ_AS_JSON = {
  type: 'application/json',
  dropped: new Set(['content-type', 'content-encoding']),
} as const;
const READ_AS_FORM = { type: undefined, dropped: new Set(['content-encoding']) } as const;

/** Reading again, or writing under a key by which the provider knows the second time as the first. */
function mayRepeat({ exchange, grant }: Call): boolean {
  const { safeToRetry, idempotencyHeader } = grant.operation;
  if (safeToRetry) return true;
  return idempotencyHeader !== undefined && exchange.req.headers[idempotencyHeader] !== undefined;
}

const statuses = new WeakMap<ProviderManifest, ReadonlySet<number>>();

/** What may be otherwise a moment later. */
function passing(manifest: ProviderManifest): ReadonlySet<number> {
  const known = statuses.get(manifest);
  if (known) return known;
  const all = new Set([...manifest.errors.rateLimited, 502, 503, 504]);
  statuses.set(manifest, all);
  return all;
}
