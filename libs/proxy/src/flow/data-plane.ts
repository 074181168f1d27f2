import type { IncomingMessage, ServerResponse } from 'node:http';
import { IDENTITY_HEADER, type Dialect, type InstanceIdentity } from '@renum/contracts';
import type { PriceList } from '@renum/billing';
import { DomainError, isDomainError, type IdentityVerifier } from '@renum/platform';
import { withModel, type LlmRequest } from '@renum/llm';
import { injectedBody, type ProviderSource } from '@renum/providers';
import { checkSize, declaredLength, readBody } from '../http/body';
import { checkMethodOnce, checkShowable } from '../http/one-reading';
import { sendRefusal, type Refusal } from '../http/refusal';
import type { McpDoor } from '../mcp/mcp-door';
import type { DataPlaneMetrics } from '../metrics';
import { maskedIn, type MaskedAudit } from '../scrub/masked-audit';
import { apiKeyOf } from './api-key';
import { mustServe, type AppContext, type AppContexts } from './app-context';
import { AppModels } from './app-models';
import { verdictOf, type Breakers } from './breaker';
import type { ApprovalGate } from './approval-gate';
import type { Call, Log } from './call';
import { whoseOf, type AppIdentity, type Caller, type Whose } from './caller';
import type { CallLedger } from './call-ledger';
import type { Credentials, ReadyCredential } from './credentials';
import type { Decisions } from './decisions';
import { Exchange } from './exchange';
import type { Gates } from './gates';
import { llmRequest, meterFor } from './measure';
import { AgentModels, type ModelRules } from './model-rules';
import { sendModels, type ListedModel } from './model-list';
import { checkCharged } from './platform-extras';
import { checkShared } from './platform-use';
import type { PrepaidCredit } from './prepaid-credit';
import { chosenGrant, grantFor, modelDoor, type Grant } from './policy';
import type { RateGate, RateLimit } from './rate-gate';
import { isLlm, isMcp, routeOf, type LlmRoute, type ProxyRoute, type Route } from './route';
import type { RunContext, RunContexts } from './run-context';
import type { Upstream, UpstreamResult } from './upstream';

/** What external apps need beside. */
export interface AppParts {
  contexts: Pick<AppContexts, 'find'>;
  /** What an app may call at a dialect's door, by name. */
  models: (app: AppContext, dialect: Dialect) => Promise<ListedModel[]>;
  /** What they look up providers in: none of them is a tenant's own. */
  catalogue: ProviderSource;
  /** Of one API key, in this process: calls a time, and at once. */
  rate: RateLimit;
  calls: number;
}

export interface DataPlaneParts {
  verifier: Pick<IdentityVerifier, 'verify'>;
  contexts: Pick<RunContexts, 'find' | 'fresh'>;
  apps: AppParts;
  credentials: Pick<Credentials, 'get' | 'refused'>;
  approvals: Pick<ApprovalGate, 'pass'>;
  gates: Gates;
  rates: RateGate;
  /** Of one tenant, in this process. */
  tenantRate: RateLimit;
  breakers: Breakers;
  prices: Pick<PriceList, 'quote'>;
  /** For calls that the platform pays. */
  prepaid: Pick<PrepaidCredit, 'enter'>;
  ledger: CallLedger;
  decisions: Pick<Decisions, 'refused'>;
  upstream: Upstream;
  mcp: Pick<McpDoor, 'serve'>;
  metrics: DataPlaneMetrics;
  maskedAudit: Pick<MaskedAudit, 'note'>;
  log: Log;
}

/** What was allowed, as far as it is known before the key. */
interface Admitted {
  context: Call['context'];
  grant: Grant;
  received: Buffer;
  request?: LlmRequest;
}

/**
 * The hot path: identify → run context → policy → a person, where one must approve → gates → credential
 * → reserve → journal → dial, inject, stream, scrub → meter → settle. Each step may refuse by
 * throwing; what is refused was never sent.
 */
export class DataPlane {
  constructor(private readonly parts: DataPlaneParts) {}

  /** The node HTTP handler. Never throws, never rejects. */
  readonly handle = (req: IncomingMessage, res: ServerResponse): void => {
    const exchange = new Exchange(req, res);
    this.serve(exchange).catch((error: unknown) => this.refuse(exchange, error));
  };

  /**
   * The same for external apps: models by API key, and nothing else. An instance's identity is worth
   * nothing here, nor an API key at the other one.
   * @param address where the request is from
   */
  readonly handleApp = (req: IncomingMessage, res: ServerResponse, address: string): void => {
    const exchange = new Exchange(req, res);
    this.serveApp(exchange, address).catch((error: unknown) => this.refuse(exchange, error));
  };

  private async serve(exchange: Exchange): Promise<void> {
    const { mcp } = this.parts;
    const identity = this.identify(exchange);
    if (isMcp(exchange.req.url ?? ''))
      return mcp.serve(exchange, identity, (result) => this.report(exchange, result));
    await this.carryOut(await this.authorise(exchange, identity));
  }

  private async serveApp(exchange: Exchange, address: string): Promise<void> {
    const { apps, gates, rates } = this.parts;
    const { req } = exchange;
    const app = await apps.contexts.find(apiKeyOf(req.headers), address);
    const caller: AppIdentity = { tenantId: app.tenantId, apiKeyId: app.apiKeyId };
    exchange.caller = caller;
    mustServe(app);
    const isGet = req.method === 'GET';
    // Nothing that is asked for by GET goes any further, so its names may hold encoded slashes.
    const route = routeOf(isGet ? (req.url ?? '').replaceAll(/%2f/gi, '/') : (req.url ?? ''));
    if (!isLlm(route)) throw new DomainError('not_found', 'Here are models only.');
    exchange.hold(gates.enterApp(app.apiKeyId, apps.calls));
    rates.pass(`app/${app.apiKeyId}`, apps.rate, 'The API key makes too many calls.');
    if (isGet) return this.listModels(exchange, app, route);
    const rules = new AppModels(app.models);
    const admitted = await this.admitModel(exchange, caller, apps.catalogue, rules, route);
    await this.carryOut(await this.equip(exchange, caller, route, { context: {}, ...admitted }));
  }

  private async listModels(exchange: Exchange, app: AppContext, route: LlmRoute): Promise<void> {
    this.enter(exchange, app.tenantId);
    const { dialect } = route.door;
    const models = await this.parts.apps.models(app, dialect);
    sendModels(exchange.res, exchange.id, { dialect, path: route.path }, models);
    this.parts.metrics.decided(exchange.provider, exchange.decision, 200);
    exchange.releaseAll();
  }

  private async carryOut(call: Call): Promise<void> {
    const opened = this.parts.ledger.open(call);
    if (opened) await opened;
    this.parts.upstream.send(call, (result) => this.finish(call, result));
  }

  private identify(exchange: Exchange): InstanceIdentity {
    const token = exchange.req.headers[IDENTITY_HEADER];
    if (typeof token !== 'string') {
      throw new DomainError('unauthenticated', 'The request carries no instance identity.');
    }
    const identity = this.parts.verifier.verify(token);
    exchange.caller = identity;
    return identity;
  }

  /** Everything that can be decided before money and network are touched. */
  private async authorise(exchange: Exchange, identity: InstanceIdentity): Promise<Call> {
    const { contexts } = this.parts;
    const route = routeOf(exchange.req.url ?? '');
    // Usually at hand: an await costs a turn of the loop even when there is nothing to wait for.
    const found = contexts.find(identity);
    const context = found instanceof Promise ? await found : found;
    if (!isLlm(route)) {
      const admitted = await this.admitApi(exchange, identity, context, route);
      return this.equip(exchange, identity, route, admitted);
    }
    const models = new AgentModels(context.config);
    const admitted = await this.admitModel(exchange, identity, context.providers, models, route);
    return this.equip(exchange, identity, route, { context, ...admitted });
  }

  /** A call of a model: whose, its body says; whether it may, `rules`. */
  private async admitModel(
    exchange: Exchange,
    { tenantId }: Caller,
    providers: ProviderSource,
    rules: ModelRules,
    route: LlmRoute,
  ): Promise<Omit<Admitted, 'context'>> {
    const method = exchange.req.method ?? '';
    const door = modelDoor(providers, rules, method, route);
    const { likely, requestBytes } = door;
    this.note(exchange, likely);
    this.enter(exchange, tenantId);
    const received = await this.receive(exchange, tenantId, requestBytes);
    if (method === 'GET') return { grant: likely, received };
    const asked = llmRequest(likely.llm, received, exchange.req.headers['content-type']);
    const target = rules.choose(route.door.dialect, likely.llm, asked.model);
    const grant = chosenGrant(providers, door, target, route.path);
    this.note(exchange, grant);
    checkSize(received.length, grant.manifest.limits.requestBytes);
    return { grant, received, request: withModel(asked, target.name) };
  }

  /** A call of an API that an agent's version is granted, by a person where the grant asks one. */
  private async admitApi(
    exchange: Exchange,
    identity: InstanceIdentity,
    known: RunContext,
    route: ProxyRoute,
  ): Promise<Admitted> {
    const { req } = exchange;
    const { tenantId } = identity;
    let context = known;
    let grant = grantFor(context.providers, context.config, req.method ?? '', route);
    this.note(exchange, grant);
    let approved: Buffer | undefined;
    if (grant.rules?.ask) {
      approved = await this.askPerson(exchange, identity, grant, route);
      // Minutes may have passed: what was true then is asked again.
      context = await this.parts.contexts.fresh(identity);
      const asked = grant.operation.id;
      grant = grantFor(context.providers, context.config, req.method ?? '', route);
      if (grant.operation.id !== asked) {
        const message = 'The provider was changed while a person was asked about the call.';
        throw new DomainError('operation_not_allowed', message);
      }
    }
    this.enter(exchange, tenantId);
    if (grant.rules?.rate) this.passGrantRate(identity, grant, grant.rules.rate);
    const received = approved
      ? this.keep(exchange, tenantId, approved)
      : await this.receive(exchange, tenantId, grant.manifest.limits.requestBytes);
    checkMethodOnce(route.query, req.headers, received);
    return { context, grant, received };
  }

  /** With the key, a place at it, and the meter. */
  private async equip(
    exchange: Exchange,
    caller: Caller,
    route: Route,
    { context, grant, received, request }: Admitted,
  ): Promise<Call> {
    const { credentials, gates, rates } = this.parts;
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

  private note(exchange: Exchange, { manifest, operation }: Grant): void {
    exchange.provider = manifest.id;
    exchange.operation = operation.id;
  }

  /** A place among the calls under way. */
  private enter(exchange: Exchange, tenantId: string): void {
    const { gates, rates, tenantRate } = this.parts;
    exchange.hold(gates.enterCall(tenantId));
    rates.pass(`tenant/${tenantId}`, tenantRate);
  }

  /** Resolves with the body of a call that a person approved. While it waits it holds no place. */
  private async askPerson(
    exchange: Exchange,
    identity: InstanceIdentity,
    { manifest, operation }: Grant,
    { path, query }: ProxyRoute,
  ): Promise<Buffer> {
    const { gates, approvals } = this.parts;
    exchange.hold(gates.enterCall(identity.tenantId));
    const body = await this.receive(exchange, identity.tenantId, manifest.limits.requestBytes);
    checkMethodOnce(query, exchange.req.headers, body);
    checkShowable(exchange.req.headers, body);
    exchange.releaseAll();
    await approvals.pass(exchange, identity, {
      provider: manifest.id,
      providerTitle: manifest.title,
      operation: operation.id,
      operationTitle: operation.title,
      access: operation.access,
      method: operation.method,
      target: path + query,
      body,
    });
    return body;
  }

  private keep({ hold }: Exchange, tenantId: string, body: Buffer): Buffer {
    hold(this.parts.gates.holdBytes(tenantId, body.length));
    return body;
  }

  private passGrantRate(
    { tenantId, agentId }: InstanceIdentity,
    { manifest }: Grant,
    limit: RateLimit,
  ): void {
    const whose = `The agent's grant for ${manifest.title} allows ${limit.requests} calls a minute.`;
    this.parts.rates.pass(`grant/${tenantId}/${agentId}/${manifest.id}`, limit, whose);
  }

  /** Of a key of the platform, each tenant has its own circuit: none opens that of the others. */
  private enterCircuit(exchange: Exchange, credential: ReadyCredential): void {
    const { credentialId, destination, forTenantId = '' } = credential;
    const leave = this.parts.breakers.enter(`${destination.origin} ${credentialId} ${forTenantId}`);
    exchange.hold(() => leave(exchange.verdict));
  }

  private receive(
    { req, hold }: Exchange,
    tenantId: string,
    requestBytes: number,
  ): Promise<Buffer> | Buffer {
    // A body in chunks may grow to the bound, so that is what it is counted as.
    const size = Math.min(declaredLength(req) ?? requestBytes, requestBytes);
    if (size > 0) hold(this.parts.gates.holdBytes(tenantId, size));
    return readBody(req, requestBytes);
  }

  private finish(call: Call, result: UpstreamResult): void {
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
  private report(exchange: Exchange, result: UpstreamResult): void {
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

  private refuse(exchange: Exchange, error: unknown): void {
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
