import type { IncomingMessage, ServerResponse } from 'node:http';
import { IDENTITY_HEADER, type Dialect, type InstanceIdentity } from '@renum/contracts';
import { DomainError, type IdentityVerifier } from '@renum/platform';
import type { McpDoor } from '../mcp/mcp-door';
import { Admission, type AdmissionParts, type AppTerms } from './admission';
import { apiKeyOf } from './api-key';
import { mustServe, type AppContext, type AppContexts } from './app-context';
import type { Call } from './call';
import type { CallLedger } from './call-ledger';
import type { AppIdentity } from './caller';
import type { Credentials } from './credentials';
import { Exchange } from './exchange';
import { sendModels, type ListedModel } from './model-list';
import { Outcomes, type OutcomeParts } from './outcomes';
import { Preparation, type PreparationParts } from './preparation';
import { isLlm, isMcp, routeOf, type LlmRoute } from './route';
import type { Upstream } from './upstream';

/** What external apps need beside. */
export interface AppParts extends AppTerms {
  contexts: Pick<AppContexts, 'find'>;
  /** What an app may call at a dialect's door, by name. */
  models: (app: AppContext, dialect: Dialect) => Promise<ListedModel[]>;
}

export interface DataPlaneParts extends AdmissionParts, PreparationParts, OutcomeParts {
  verifier: Pick<IdentityVerifier, 'verify'>;
  apps: AppParts;
  credentials: Pick<Credentials, 'get' | 'refused'>;
  ledger: CallLedger;
  upstream: Upstream;
  mcp: Pick<McpDoor, 'serve'>;
}

/**
 * The hot path: identify → run context → policy → a person, where one must approve → gates (Admission)
 * → credential (Preparation) → reserve → journal → dial, inject, stream, scrub → meter → settle
 * (Outcomes). Each step may refuse by throwing; what is refused was never sent.
 */
export class DataPlane {
  private readonly admission: Admission;
  private readonly preparation: Preparation;
  private readonly outcomes: Outcomes;

  constructor(private readonly parts: DataPlaneParts) {
    this.admission = new Admission(parts);
    this.preparation = new Preparation(parts);
    this.outcomes = new Outcomes(parts);
  }

  /** The node HTTP handler. Never throws, never rejects. */
  readonly handle = (req: IncomingMessage, res: ServerResponse): void => {
    const exchange = new Exchange(req, res);
    this.serve(exchange).catch((error: unknown) => this.outcomes.refuse(exchange, error));
  };

  /**
   * The same for external apps: models by API key, and nothing else. An instance's identity is worth
   * nothing here, nor an API key at the other one.
   * @param address where the request is from
   */
  readonly handleApp = (req: IncomingMessage, res: ServerResponse, address: string): void => {
    const exchange = new Exchange(req, res);
    this.serveApp(exchange, address).catch((error: unknown) =>
      this.outcomes.refuse(exchange, error),
    );
  };

  private async serve(exchange: Exchange): Promise<void> {
    const { mcp } = this.parts;
    const identity = this.identify(exchange);
    if (isMcp(exchange.req.url ?? ''))
      return mcp.serve(exchange, identity, (result) => this.outcomes.report(exchange, result));
    const admitted = await this.admission.admit(exchange, identity);
    await this.carryOut(await this.preparation.prepare(exchange, identity, admitted));
  }

  private async serveApp(exchange: Exchange, address: string): Promise<void> {
    const { req } = exchange;
    const app = await this.parts.apps.contexts.find(apiKeyOf(req.headers), address);
    const caller: AppIdentity = { tenantId: app.tenantId, apiKeyId: app.apiKeyId };
    exchange.caller = caller;
    mustServe(app);
    const isGet = req.method === 'GET';
    // Nothing that is asked for by GET goes any further, so its names may hold encoded slashes.
    const route = routeOf(isGet ? (req.url ?? '').replaceAll(/%2f/gi, '/') : (req.url ?? ''));
    if (!isLlm(route)) throw new DomainError('not_found', 'Here are models only.');
    this.admission.enterApp(exchange, app);
    if (isGet) return this.listModels(exchange, app, route);
    const admitted = await this.admission.admitApp(exchange, app, route);
    await this.carryOut(await this.preparation.prepare(exchange, caller, admitted));
  }

  private async listModels(exchange: Exchange, app: AppContext, route: LlmRoute): Promise<void> {
    this.admission.enter(exchange, app.tenantId);
    const { dialect } = route.door;
    const models = await this.parts.apps.models(app, dialect);
    sendModels(exchange.res, exchange.id, { dialect, path: route.path }, models);
    this.parts.metrics.decided(exchange.provider, exchange.decision, 200);
    exchange.releaseAll();
  }

  private async carryOut(call: Call): Promise<void> {
    const opened = this.parts.ledger.open(call);
    if (opened) await opened;
    this.parts.upstream.send(call, (result) => this.outcomes.finish(call, result));
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
}
