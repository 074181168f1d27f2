import type { IncomingMessage, ServerResponse } from 'node:http';
import { IDENTITY_HEADER } from '@renum/contracts';
import { DomainError, isDomainError, type IdentityVerifier } from '@renum/platform';
import { injectedBody, type ProviderCatalogue } from '@renum/providers';
import { declaredLength, readBody } from '../http/body';
import { sendRefusal, type Refusal } from '../http/refusal';
import type { DataPlaneMetrics } from '../metrics';
import { verdictOf, type Breakers } from './breaker';
import type { Call, Log } from './call';
import type { CallLedger } from './call-ledger';
import type { Credentials, ReadyCredential } from './credentials';
import { Exchange } from './exchange';
import type { Gates } from './gates';
import { llmRequest, meterFor } from './measure';
import { grantFor, type Grant } from './policy';
import type { RateGate, RateLimit } from './rate-gate';
import { routeOf } from './route';
import type { RunContexts } from './run-context';
import type { Upstream, UpstreamResult } from './upstream';

export interface DataPlaneParts {
  verifier: Pick<IdentityVerifier, 'verify'>;
  contexts: Pick<RunContexts, 'find'>;
  catalogue: Pick<ProviderCatalogue, 'find' | 'operation'>;
  credentials: Pick<Credentials, 'get'>;
  gates: Gates;
  rates: RateGate;
  /** Of one tenant, in this process. */
  tenantRate: RateLimit;
  breakers: Breakers;
  ledger: CallLedger;
  upstream: Upstream;
  metrics: DataPlaneMetrics;
  log: Log;
}

/**
 * The hot path: identify → run context → policy → credential → reserve → journal → dial, inject,
 * stream, scrub → meter → settle. Each step may refuse by throwing; what is refused was never sent.
 */
export class DataPlane {
  constructor(private readonly parts: DataPlaneParts) {}

  /** The node HTTP handler. Never throws, never rejects. */
  readonly handle = (req: IncomingMessage, res: ServerResponse): void => {
    const exchange = new Exchange(req, res);
    this.serve(exchange).catch((error: unknown) => this.refuse(exchange, error));
  };

  private async serve(exchange: Exchange): Promise<void> {
    const { ledger, upstream } = this.parts;
    const call = await this.authorise(exchange);
    const opened = ledger.open(call);
    if (opened) await opened;
    upstream.send(call, (result) => this.finish(call, result));
  }

  /** Everything that can be decided before money and network are touched. */
  private async authorise(exchange: Exchange): Promise<Call> {
    const { verifier, contexts, catalogue, credentials, gates, rates } = this.parts;
    const { req } = exchange;
    const token = req.headers[IDENTITY_HEADER];
    if (typeof token !== 'string') {
      throw new DomainError('unauthenticated', 'The request carries no instance identity.');
    }
    const identity = verifier.verify(token);
    exchange.identity = identity;
    const route = routeOf(req.url ?? '');
    // Usually at hand: an await costs a turn of the loop even when there is nothing to wait for.
    const found = contexts.find(identity);
    const context = found instanceof Promise ? await found : found;
    const grant = grantFor(catalogue, context.config, req.method ?? '', route);
    exchange.provider = grant.manifest.id;
    exchange.hold(gates.enterCall(identity.tenantId));
    rates.pass(`tenant/${identity.tenantId}`, this.parts.tenantRate);
    const received = await this.receive(exchange, identity.tenantId, grant);
    const request = llmRequest(context.config, grant, received);
    const asked = credentials.get(identity, grant.manifest, grant.credentialId);
    const credential = asked instanceof Promise ? await asked : asked;
    const { limits, rateLimits } = grant.manifest;
    exchange.hold(gates.enterCredential(credential.credentialId, limits.concurrency));
    this.enterCircuit(exchange, credential);
    for (const limit of rateLimits)
      rates.pass(`${credential.credentialId}/${limit.requests}/${limit.seconds}`, limit);
    const meter = meterFor(grant, credential, received, request);
    const body = injectedBody(credential.injected, request?.body ?? received);
    return { exchange, identity, context, route, grant, credential, body, request, meter };
  }

  private enterCircuit(exchange: Exchange, { credentialId, destination }: ReadyCredential): void {
    const leave = this.parts.breakers.enter(`${destination.origin} ${credentialId}`);
    exchange.hold(() => leave(exchange.verdict));
  }

  private receive(
    { req, hold }: Exchange,
    tenantId: string,
    grant: Grant,
  ): Promise<Buffer> | Buffer {
    const { requestBytes } = grant.manifest.limits;
    // A body in chunks may grow to the bound, so that is what it is counted as.
    const size = Math.min(declaredLength(req) ?? requestBytes, requestBytes);
    if (size > 0) hold(this.parts.gates.holdBytes(tenantId, size));
    return readBody(req, requestBytes);
  }

  private finish(call: Call, result: UpstreamResult): void {
    const { exchange } = call;
    const { ledger, metrics, log } = this.parts;
    try {
      ledger.close(call, result);
    } catch (error) {
      log.error({ err: error, requestId: exchange.id }, 'a call could not be billed');
    }
    exchange.verdict = verdictOf(result);
    const decision = result.refusal?.code ?? 'allowed';
    metrics.decided(exchange.provider, decision, result.status);
    metrics.answered(exchange.provider, result.durationMs, result.firstByteMs);
    if (result.callerLeft) metrics.callerLeft(exchange.provider, result.ending);
    if (result.masked > 0) {
      metrics.secretMasked(exchange.provider, result.masked);
      log.warn({ ...about(exchange), times: result.masked }, 'a provider sent a secret back');
    }
    if (result.refusal) {
      const { cause, ...refusal } = result.refusal;
      log.warn({ ...about(exchange), err: cause, code: refusal.code }, 'a call failed upstream');
      sendRefusal(exchange.res, exchange.voice, exchange.id, refusal);
    }
    exchange.releaseAll();
  }

  private refuse(exchange: Exchange, error: unknown): void {
    const { metrics, log } = this.parts;
    const { res, req, voice, id } = exchange;
    exchange.releaseAll();
    const refusal: Refusal = isDomainError(error)
      ? { code: error.code, message: error.message, retryAfterSeconds: secondsOf(error) }
      : { code: 'internal', message: 'Something went wrong on our side.' };
    metrics.decided(exchange.provider, refusal.code, undefined);
    const details = { ...about(exchange), code: refusal.code, reason: refusal.message };
    if (isDomainError(error) && error.status < 500) log.info(details, 'a call was refused');
    else log.error({ ...details, err: error }, 'a call could not be handled');
    if (res.closed || res.headersSent) return void res.destroy();
    // The rest of a body that nobody reads must not be taken for the next request.
    if (!req.complete) res.setHeader('connection', 'close');
    sendRefusal(res, voice, id, refusal);
  }
}

function secondsOf({ details }: DomainError): number | undefined {
  const { retryAfterSeconds } = details;
  return typeof retryAfterSeconds === 'number' ? retryAfterSeconds : undefined;
}

/** Who and what, for the logs: ids only. */
function about({ id, identity, provider, req }: Exchange): object {
  const path = (req.url ?? '').split('?')[0];
  const { tenantId, runId } = identity ?? {};
  return { requestId: id, tenantId, runId, provider, method: req.method, path };
}
