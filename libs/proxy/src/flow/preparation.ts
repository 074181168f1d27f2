import type { PriceList } from '@renum/billing';
import { injectedBody } from '@renum/providers';
import type { Admitted } from './admission';
import type { Breakers } from './breaker';
import type { Call } from './call';
import type { Caller } from './caller';
import type { Credentials, ReadyCredential } from './credentials';
import type { Exchange } from './exchange';
import type { Gates } from './gates';
import { meterFor } from './measure';
import { checkCharged } from './platform-extras';
import { checkShared } from './platform-use';
import type { PrepaidCredit } from './prepaid-credit';
import type { RateGate } from './rate-gate';

export interface PreparationParts {
  credentials: Pick<Credentials, 'get'>;
  gates: Gates;
  rates: RateGate;
  breakers: Breakers;
  prices: Pick<PriceList, 'quote'>;
  /** For calls that the platform pays. */
  prepaid: Pick<PrepaidCredit, 'enter'>;
}

/** Makes a call of what was admitted: with the key, a place at it, and the meter. */
export class Preparation {
  constructor(private readonly parts: PreparationParts) {}

  /**
   * The call as it may be reserved and sent. What it holds, `exchange` gives back.
   * @throws DomainError `too_many_requests`, `upstream_unreachable` of an open circuit, `wallet_empty`
   *   and `operation_not_allowed` of a key of the platform, and what `Credentials.get` throws
   */
  async prepare(
    exchange: Exchange,
    caller: Caller,
    { context, route, grant, received, request }: Admitted,
  ): Promise<Call> {
    const { credentials, gates, rates } = this.parts;
    // Usually at hand: an await costs a turn of the loop even when there is nothing to wait for.
    const asked = credentials.get(caller, grant.manifest, grant.credentialId);
    const credential = asked instanceof Promise ? await asked : asked;
    exchange.credentialId = credential.credentialId;
    const { limits, rateLimits } = grant.manifest;
    exchange.hold(gates.enterCredential(credential.credentialId, limits.concurrency));
    this.enterCircuit(exchange, credential);
    for (const limit of rateLimits)
      rates.pass(`${credential.credentialId}/${limit.requests}/${limit.seconds}`, limit);
    const quote = this.parts.prices.quote({
      tenantId: caller.tenantId,
      provider: grant.manifest.id,
      baseUrl: credential.destination.baseUrl,
      platformKey: credential.platformKey,
      at: new Date(),
    });
    const meter = meterFor(grant, quote, received, request, exchange.startedAt);
    const type = exchange.req.headers['content-type'];
    if (credential.platformKey) {
      checkShared(grant, request?.body ?? received, meter);
      checkCharged(grant, { body: received, type, request, quote });
      exchange.hold(await this.parts.prepaid.enter(caller.tenantId, meter.bound.costNano));
    }
    const body = injectedBody(credential.injected, request?.body ?? received, type);
    const grantLimit = grant.rules?.budget;
    return {
      exchange,
      caller,
      context,
      route,
      grant,
      credential,
      body,
      request,
      meter,
      grantLimit,
    };
  }

  /** Of a key of the platform, each tenant has its own circuit: none opens that of the others. */
  private enterCircuit(exchange: Exchange, credential: ReadyCredential): void {
    const { credentialId, destination, forTenantId = '' } = credential;
    const leave = this.parts.breakers.enter(`${destination.origin} ${credentialId} ${forTenantId}`);
    exchange.hold(() => leave(exchange.verdict));
  }
}
