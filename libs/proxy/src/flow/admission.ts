import type { InstanceIdentity } from '@renum/contracts';
import { withModel } from '@renum/llm';
import { DomainError } from '@renum/platform';
import type { ProviderSource } from '@renum/providers';
import { checkSize, declaredLength, readBody } from '../http/body';
import { checkMethodOnce, checkShowable } from '../http/one-reading';
import type { AppContext } from './app-context';
import { AppModels } from './app-models';
import type { ApprovalGate } from './approval-gate';
import type { Call } from './call';
import type { Exchange } from './exchange';
import type { Gates } from './gates';
import { llmRequest } from './measure';
import { AgentModels, type ModelRules } from './model-rules';
import { chosenGrant, grantFor, modelDoor, type Grant } from './policy';
import type { RateGate, RateLimit } from './rate-gate';
import { isLlm, routeOf, type LlmRoute, type ProxyRoute } from './route';
import type { RunContext, RunContexts } from './run-context';

/** What holds for external apps. */
export interface AppTerms {
  /** What they look up providers in: none of them is a tenant's own. */
  catalogue: ProviderSource;
  /** Of one API key, in this process: calls a time, and at once. */
  rate: RateLimit;
  calls: number;
}

export interface AdmissionParts {
  contexts: Pick<RunContexts, 'find' | 'fresh'>;
  apps: AppTerms;
  approvals: Pick<ApprovalGate, 'pass'>;
  gates: Gates;
  rates: RateGate;
  /** Of one tenant, in this process. */
  tenantRate: RateLimit;
}

/** What was allowed, as far as it is known before the key. */
export interface Admitted extends Pick<Call, 'context' | 'route' | 'grant' | 'request'> {
  /** The caller's own bytes. */
  received: Buffer;
}

/** A call of a model, and by what it is judged. */
interface ModelAsk {
  context: Call['context'];
  providers: ProviderSource;
  rules: ModelRules;
  route: LlmRoute;
}

/**
 * Run context → policy → a person, where one must approve → a place, its pace and the body. Everything
 * that can be decided before key, money and network are touched; each step may refuse by throwing.
 */
export class Admission {
  constructor(private readonly parts: AdmissionParts) {}

  /**
   * A call of a sandbox: of its agent's models, or of what its version is granted.
   * @throws DomainError what the steps throw: of run, policy and person, gates, pace and body
   */
  async admit(exchange: Exchange, identity: InstanceIdentity): Promise<Admitted> {
    const { contexts } = this.parts;
    const route = routeOf(exchange.req.url ?? '');
    // Usually at hand: an await costs a turn of the loop even when there is nothing to wait for.
    const found = contexts.find(identity);
    const context = found instanceof Promise ? await found : found;
    if (!isLlm(route)) return this.admitApi(exchange, identity, context, route);
    const { config, providers } = context;
    const rules = new AgentModels(config);
    return this.admitModel(exchange, identity.tenantId, { context, providers, rules, route });
  }

  /**
   * A call of an external app that has entered: of the models that its key names.
   * @throws DomainError as `admit`, without run and person
   */
  admitApp(exchange: Exchange, app: AppContext, route: LlmRoute): Promise<Admitted> {
    const { catalogue: providers } = this.parts.apps;
    const rules = new AppModels(app.models);
    return this.admitModel(exchange, app.tenantId, { context: {}, providers, rules, route });
  }

  /**
   * A place among the calls of one API key, and its pace; beside those of its tenant.
   * @throws DomainError `too_many_requests`
   */
  enterApp(exchange: Exchange, { apiKeyId }: AppContext): void {
    const { gates, rates, apps } = this.parts;
    exchange.hold(gates.enterApp(apiKeyId, apps.calls));
    rates.pass(`app/${apiKeyId}`, apps.rate, 'The API key makes too many calls.');
  }

  /**
   * A place among the calls under way, and the pace of the tenant.
   * @throws DomainError `overloaded`, `too_many_requests`
   */
  enter(exchange: Exchange, tenantId: string): void {
    const { gates, rates, tenantRate } = this.parts;
    exchange.hold(gates.enterCall(tenantId));
    rates.pass(`tenant/${tenantId}`, tenantRate);
  }

  /** A call of a model: whose, its body says; whether it may, `rules`. */
  private async admitModel(
    exchange: Exchange,
    tenantId: string,
    { context, providers, rules, route }: ModelAsk,
  ): Promise<Admitted> {
    const method = exchange.req.method ?? '';
    const door = modelDoor(providers, rules, method, route);
    const { likely, requestBytes } = door;
    this.note(exchange, likely);
    this.enter(exchange, tenantId);
    const received = await this.receive(exchange, tenantId, requestBytes);
    if (method === 'GET') return { context, route, grant: likely, received };
    const asked = llmRequest(likely.llm, received, exchange.req.headers['content-type']);
    const target = rules.choose(route.door.dialect, likely.llm, asked.model);
    const grant = chosenGrant(providers, door, target, route.path);
    this.note(exchange, grant);
    checkSize(received.length, grant.manifest.limits.requestBytes);
    return { context, route, grant, received, request: withModel(asked, target.name) };
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
    return { context, route, grant, received };
  }

  private note(exchange: Exchange, { manifest, operation }: Grant): void {
    exchange.provider = manifest.id;
    exchange.operation = operation.id;
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

  private passGrantRate(
    { tenantId, agentId }: InstanceIdentity,
    { manifest }: Grant,
    limit: RateLimit,
  ): void {
    const whose = `The agent's grant for ${manifest.title} allows ${limit.requests} calls a minute.`;
    this.parts.rates.pass(`grant/${tenantId}/${agentId}/${manifest.id}`, limit, whose);
  }

  private keep({ hold }: Exchange, tenantId: string, body: Buffer): Buffer {
    hold(this.parts.gates.holdBytes(tenantId, body.length));
    return body;
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
}
