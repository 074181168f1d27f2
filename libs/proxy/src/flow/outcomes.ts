import { isDomainError, type DomainError } from '@renum/platform';
import { sendRefusal, type Refusal } from '../http/refusal';
import type { DataPlaneMetrics } from '../metrics';
import { maskedIn, type MaskedAudit } from '../scrub/masked-audit';
import { verdictOf } from './breaker';
import type { Call, Log } from './call';
import type { CallLedger } from './call-ledger';
import { whoseOf, type Whose } from './caller';
import type { Credentials } from './credentials';
import type { Decisions } from './decisions';
import type { Exchange } from './exchange';
import type { UpstreamResult } from './upstream';

export interface OutcomeParts {
  credentials: Pick<Credentials, 'refused'>;
  ledger: Pick<CallLedger, 'close'>;
  decisions: Pick<Decisions, 'refused'>;
  metrics: DataPlaneMetrics;
  maskedAudit: Pick<MaskedAudit, 'note'>;
  log: Log;
}

/**
 * How an exchange ends, once, in one of two ways: it went upstream, or it was refused before. Either
 * way it is counted, gives back what it holds, and its caller has an answer.
 */
export class Outcomes {
  constructor(private readonly parts: OutcomeParts) {}

  /** A call that went upstream: settled, then as `report`. */
  finish(call: Call, result: UpstreamResult): void {
    const { exchange } = call;
    const { ledger, log } = this.parts;
    if (result.status === 401) this.parts.credentials.refused(call.credential);
    try {
      ledger.close(call, result);
    } catch (error) {
      log.error({ err: error, requestId: exchange.id }, 'a call could not be billed');
    }
    this.report(exchange, result);
  }

  /** How an exchange ended upstream; and where nothing was said yet, why, to its caller. */
  report(exchange: Exchange, result: UpstreamResult): void {
    const { decisions, metrics, log } = this.parts;
    exchange.verdict = verdictOf(result);
    const decision = result.refusal?.code ?? exchange.decision;
    metrics.decided(exchange.provider, decision, result.status);
    metrics.answered(exchange.provider, result.durationMs, result.firstByteMs);
    if (result.callerLeft) metrics.callerLeft(exchange.provider, result.ending);
    if (result.masked > 0) {
      metrics.secretMasked(exchange.provider, result.masked);
      const masked = maskedIn(exchange, result.masked);
      if (masked) this.parts.maskedAudit.note(masked);
      log.warn({ ...about(exchange), times: result.masked }, 'a provider sent a secret back');
    }
    if (result.refusal) {
      const { cause, ...refusal } = result.refusal;
      // What was sent has a usage event; what was not is known here only.
      if (result.ending === 'unsent') decisions.refused(exchange, refusal);
      log.warn({ ...about(exchange), err: cause, code: refusal.code }, 'a call failed upstream');
      sendRefusal(exchange.res, exchange.voice, exchange.id, refusal);
    }
    exchange.releaseAll();
  }

  /** @param error what a step threw; what is no DomainError is told to the log only */
  refuse(exchange: Exchange, error: unknown): void {
    const { decisions, metrics, log } = this.parts;
    const { res, req, voice, id } = exchange;
    exchange.releaseAll();
    const refusal: Refusal = isDomainError(error)
      ? { code: error.code, message: error.message, retryAfterSeconds: secondsOf(error) }
      : { code: 'internal', message: 'Something went wrong on our side.' };
    metrics.decided(exchange.provider, refusal.code, undefined);
    decisions.refused(exchange, refusal);
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
function about({ id, caller, provider, req }: Exchange): object {
  const path = (req.url ?? '').split('?')[0];
  const { tenantId, runId, apiKeyId } = caller ? whoseOf(caller) : ({} as Partial<Whose>);
  return { requestId: id, tenantId, runId, apiKeyId, provider, method: req.method, path };
}
