import { UsageChunkFilter } from '@renum/llm';
import { injectedQuery } from '@renum/providers';
import type { Dispatcher } from 'undici';
import { upstreamHeaders } from '../http/headers';
import { DECISION_HEADER, REQUEST_ID_HEADER } from '../http/refusal';
import type { SafeDialler } from '../net/dialler';
import { Scrubber } from '../scrub/scrubber';
import type { Call } from './call';
import { Relay, type RelayResult } from './relay';

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
  durationMs: number;
}

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
    const relay = new Relay({
      res: exchange.res,
      ownHeaders: [REQUEST_ID_HEADER, exchange.id, DECISION_HEADER, 'allowed'],
      scrubber,
      meter,
      filter: call.request?.usageAdded ? new UsageChunkFilter() : undefined,
      bounds: {
        responseBytes: limits.responseBytes,
        totalMs: grant.llm ? this.bounds.llmTotalMs : this.bounds.toolTotalMs,
        drainMs: this.bounds.drainMs,
        drainBytes: this.bounds.drainBytes,
      },
      done: (result) => {
        const durationMs = performance.now() - startedAt;
        done({ ...result, masked: scrubber.hits, durationMs });
      },
    });
    if (relay.over) return;
    this.dialler.dispatcher(destination.zone).dispatch(
      {
        origin: destination.origin,
        path: destination.basePath + injected.pathPrefix + route.path + query,
        method: grant.operation.method,
        headers: this.headers(call),
        body: body.length > 0 ? body : null,
        headersTimeout: limits.timeoutMs,
        bodyTimeout: limits.idleMs,
      } satisfies Dispatcher.DispatchOptions,
      relay,
    );
  }

  private headers({ exchange, grant, credential }: Call): string[] {
    const { injected } = credential;
    const headers = upstreamHeaders(exchange.req.headers, injected.headers);
    // Events must come through as they are made; a compressor would gather them first.
    headers.push('accept-encoding', grant.llm ? 'identity' : 'gzip, deflate, br');
    for (const [name, value] of injected.defaultHeaders)
      if (exchange.req.headers[name] === undefined) headers.push(name, value);
    for (const [name, value] of injected.headers) headers.push(name, value);
    return headers;
  }
}
