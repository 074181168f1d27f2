import { request, type IncomingHttpHeaders } from 'node:http';
import { agentConfig, type AgentConfigInput, type InstanceIdentity } from '@renum/contracts';
import {
  listQuote,
  type Hold,
  type PricedCall,
  type Quote,
  type RefusalRow,
  type Spending,
  type UsageResult,
  type UsageStart,
} from '@renum/billing';
import { DomainError, IdentityVerifier, newId, signIdentity } from '@renum/platform';
import { ProviderCatalogue, type ProviderSource } from '@renum/providers';
import { Registry } from 'prom-client';
import { DataPlaneServer } from '../data-plane.server';
import type { AskedCall, Verdict } from '@renum/approvals';
import type { AppContext } from '../flow/app-context';
import { ApprovalGate } from '../flow/approval-gate';
import { Breakers } from '../flow/breaker';
import { CallLedger } from '../flow/call-ledger';
import { Credentials } from '../flow/credentials';
import { Decisions } from '../flow/decisions';
import { DataPlane } from '../flow/data-plane';
import { Gates, type GateBounds } from '../flow/gates';
import { RateGate, type RateLimit } from '../flow/rate-gate';
import type { RunContext } from '../flow/run-context';
import { Upstream, type UpstreamBounds } from '../flow/upstream';
import { SpecDoor } from '../mcp/spec/door';
import { DataPlaneMetrics } from '../metrics';
import type { Masked } from '../scrub/masked-audit';
import { SafeDialler, type DiallerOptions } from '../net/dialler';

export const SECRET = 'sk-canary/4f9a+81b2c3d4=e5f6';
const KEY = Buffer.alloc(32, 7);
const CATALOGUE = new ProviderCatalogue();
export const MODEL = 'gpt-4.1-mini';

export interface PlaneOptions {
  providerUrl: string;
  /** Send to `providerUrl` as the stand-in, or as a base URL of the tenant. */
  as?: 'stand-in' | 'base-url';
  /** The tenant's base URL, when it is not the provider's. */
  baseUrl?: string;
  /** How names resolve and what is dialled, where that is the matter. */
  dialler?: DiallerOptions;
  secret?: string;
  config?: AgentConfigInput;
  /** Calls are an external app's, with this allow-list, and not a sandbox's. */
  app?: { models?: readonly string[] };
  /** What the run can look up; the catalogue. */
  providers?: ProviderSource;
  bounds?: Partial<UpstreamBounds>;
  gates?: Partial<GateBounds>;
  tenantRate?: RateLimit;
  budget?: 'ok' | 'refused';
  /** The prices of a call; the public list's. */
  quote?: (call: PricedCall) => Quote;
  /** The tenant has no key of its own, and uses the platform's. */
  platformKey?: boolean;
  /** What finding the run answers instead of it. */
  runRefused?: DomainError;
  /** An MCP server without approved tools, under this id. */
  connection?: { id: string; url: string };
  /** What a person says to a call that must be approved; without it, nobody is ever asked. */
  person?: (call: AskedCall, signal: AbortSignal) => Promise<Verdict>;
  privateHosts?: string[];
  denyPorts?: number[];
}

interface Wanted {
  tenantId: string;
  provider: string;
  credentialId?: string;
}

/** What one call left in the ledger. */
export interface Billed {
  start: UsageStart;
  result?: UsageResult;
  cancelled?: boolean;
}

/** The real data plane on loopback; only the database, Redis and the vault are played. */
export class SpecPlane implements AsyncDisposable {
  readonly billed = new Map<string, Billed>();
  /** What the request log would hold of calls that were not sent. */
  readonly refusals: RefusalRow[] = [];
  readonly reserved: (Spending & { reservationId: string })[] = [];
  readonly holds: Hold[] = [];
  /** Whose credentials the vault was asked for. */
  readonly asked: { provider: string; credentialId?: string }[] = [];
  readonly settled: { runId?: string; reservationId: string; actualNano: bigint }[] = [];
  readonly logged: { details: object; message: string }[] = [];
  /** What the audit log would be told of secrets that came back. */
  readonly masked: Masked[] = [];
  readonly gates: Gates;
  readonly identity: InstanceIdentity;
  readonly mcp: SpecDoor;
  port = 0;
  /** What the circuit breaker takes for now, when set. */
  clock?: number;
  private readonly metrics: DataPlaneMetrics;
  private readonly decisions: Decisions;
  private readonly dialler: SafeDialler;
  private readonly server: DataPlaneServer;

  constructor(private readonly options: PlaneOptions) {
    this.identity = {
      tenantId: newId(),
      agentId: newId(),
      agentVersionId: newId(),
      threadId: newId(),
      runId: newId(),
      instanceId: newId(),
      exp: Math.floor(Date.now() / 1000) + 600,
    };
    const asStandIn = options.as === 'stand-in';
    const egress = {
      privateHosts: options.privateHosts ?? ['127.0.0.1'],
      denyPorts: new Set(options.denyPorts),
      standInOrigin: asStandIn ? new URL(options.providerUrl).origin : undefined,
    };
    this.dialler = new SafeDialler(egress, options.dialler);
    this.gates = new Gates({
      calls: 100,
      tenantCalls: 100,
      bodyBytes: 512 * 1024 * 1024,
      ...options.gates,
    });
    this.metrics = new DataPlaneMetrics(new Registry(), () => this.gates.inFlight);
    this.decisions = new Decisions({ add: (rows) => this.keep(rows) }, this.metrics, this.log());
    const contexts = {
      find: () => this.context(),
      fresh: () => Promise.resolve(this.context()),
    };
    const credentials = new Credentials(this.vault(asStandIn), options.providerUrl, {
      live: true,
      onChange: () => undefined,
    });
    const approvals = new ApprovalGate(
      { ask: (_caller, call, signal) => this.ask(call, signal) },
      this.gates,
    );
    const ledger = new CallLedger(this.budget(), this.journal(), this.log());
    const { gates, dialler } = this;
    const log = this.log();
    this.mcp = new SpecDoor(
      { contexts, credentials, gates, approvals, ledger, dialler, log },
      options.bounds?.toolTotalMs,
    );
    if (options.connection) this.mcp.connect(options.connection);
    const plane = new DataPlane({
      verifier: new IdentityVerifier(KEY),
      contexts,
      credentials,
      approvals,
      gates: this.gates,
      apps: {
        contexts: { find: () => this.app() },
        models: () => Promise.resolve([]),
        catalogue: CATALOGUE,
        rate: { requests: 100_000, seconds: 60 },
        calls: 100,
      },
      rates: new RateGate(),
      tenantRate: options.tenantRate ?? { requests: 100_000, seconds: 60 },
      breakers: new Breakers(() => this.clock ?? performance.now()),
      prices: { quote: options.quote ?? listQuote },
      prepaid: { enter: () => Promise.resolve(() => undefined) },
      ledger,
      mcp: this.mcp.door,
      upstream: new Upstream(this.dialler, {
        llmTotalMs: 10_000,
        toolTotalMs: 10_000,
        drainMs: 5_000,
        drainBytes: 1024 * 1024,
        ...options.bounds,
      }),
      decisions: this.decisions,
      metrics: this.metrics,
      maskedAudit: { note: (masked) => void this.masked.push(masked) },
      log: this.log(),
    });
    const handle: typeof plane.handle = options.app
      ? (req, res) => plane.handleApp(req, res, '127.0.0.1')
      : plane.handle;
    this.server = new DataPlaneServer(handle, () => this.gates.inFlight);
  }

  async start(): Promise<this> {
    ({ port: this.port } = await this.server.listen({ host: '127.0.0.1', port: 0 }));
    return this;
  }

  get token(): string {
    return signIdentity(this.identity, KEY);
  }

  /** Of an instance of another tenant. */
  tokenOfAnotherTenant(): string {
    return signIdentity({ ...this.identity, tenantId: newId() }, KEY);
  }

  /** Of the same instance in a later run. */
  tokenOfAnotherRun(): string {
    return signIdentity({ ...this.identity, runId: newId() }, KEY);
  }

  /** A fetch with the sandbox's identity. */
  call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { 'x-renum-identity': this.token, ...(init.headers as object) };
    return fetch(`http://127.0.0.1:${this.port}${path}`, { redirect: 'manual', ...init, headers });
  }

  post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
    const headers = { 'content-type': 'application/json', ...(init.headers as object) };
    return this.call(path, { ...init, method: 'POST', body: JSON.stringify(body), headers });
  }

  /** For what fetch would tidy up on the way: odd paths and forbidden headers. */
  raw(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body = '',
  ): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
    return new Promise((resolve, reject) => {
      const all = { 'x-renum-identity': this.token, ...headers };
      const req = request({ port: this.port, host: '127.0.0.1', method, path, headers: all });
      req.on('response', (res) => {
        let text = '';
        res.on('data', (chunk: Buffer) => (text += chunk.toString()));
        res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text }));
        res.on('error', reject);
      });
      req.on('error', reject);
      req.end(body);
    });
  }

  /** The one usage event, once it is there. */
  async onlyBill(): Promise<Billed & { result: UsageResult }> {
    for (let waited = 0; waited < 8_000; waited += 20) {
      const [bill, ...more] = this.billed.values();
      if (more.length > 0) throw new Error(`${more.length + 1} usage events`);
      if (bill?.result) return { ...bill, result: bill.result };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('no usage event ended');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.mcp.close();
    await this.server.close(0);
    await this.dialler.destroy();
  }

  private app(): Promise<AppContext> {
    const { app } = this.options;
    if (!app) return Promise.reject(new DomainError('unauthenticated', 'No app.'));
    const { tenantId } = this.identity;
    const open = { tenantActive: true, walletEmpty: false, scopes: ['llm' as const] };
    return Promise.resolve({ tenantId, apiKeyId: newId(), ...open, ...app });
  }

  private context(): RunContext {
    if (this.options.runRefused) throw this.options.runRefused;
    const { tenantId, runId, threadId, agentId, agentVersionId } = this.identity;
    const ids = { tenantId, runId, threadId, agentId, agentVersionId };
    const model = { provider: 'openai-compatible', name: MODEL } as const;
    const config = agentConfig.parse(this.options.config ?? { model });
    const maxCostNano = 1_000_000_000n;
    return {
      ...ids,
      runState: 'running',
      stopRequested: false,
      tenantActive: true,
      walletEmpty: false,
      maxCostNano,
      providers: this.options.providers ?? CATALOGUE,
      config,
    };
  }

  private ask(call: AskedCall, signal: AbortSignal): Promise<Verdict> {
    if (!this.options.person) throw new Error('nobody is there to be asked');
    return this.options.person(call, signal);
  }

  /** The log of refused calls, once it was written. */
  async loggedRefusals(): Promise<RefusalRow[]> {
    await this.decisions.close();
    return this.refusals;
  }

  private keep(rows: readonly RefusalRow[]): Promise<[]> {
    this.refusals.push(...rows);
    return Promise.resolve([]);
  }

  private vault(standIn: boolean) {
    const baseUrl = standIn ? undefined : (this.options.baseUrl ?? this.options.providerUrl);
    const platform = newId();
    return {
      platformFor: () => Promise.resolve(this.options.platformKey ? platform : undefined),
      resolve: ({ tenantId, provider, credentialId }: Wanted) => {
        this.asked.push({ provider, credentialId });
        if (this.options.platformKey && tenantId !== platform)
          return Promise.reject(new DomainError('credential_missing', 'There is no key.'));
        return Promise.resolve({ credentialId: 'credential' });
      },
      open: () =>
        Promise.resolve({
          // The platform's is the same one for all tenants.
          credentialId: this.options.platformKey ? platform : newId(),
          version: 1,
          value: this.options.secret ?? SECRET,
          baseUrl,
          standIn,
        }),
    };
  }

  private budget() {
    return {
      hold: (spending: Spending): Hold | Promise<Hold> => {
        const counters = { list: [], signature: '' };
        const holder = spending.runId ?? 'app';
        const hold = { spending, at: new Date(), counters, holder };
        if (spending.estimateNano === 0n) return hold;
        this.holds.push(hold);
        this.reserved.push({ ...spending, reservationId: spending.id });
        if (this.options.budget !== 'refused') return Promise.resolve(hold);
        const message = "The run's budget does not cover this call.";
        return Promise.reject(new DomainError('limit_exceeded', message));
      },
      settle: ({ spending }: Hold, actualNano: bigint) => {
        const { id: reservationId, runId, estimateNano } = spending;
        if (estimateNano === 0n && actualNano === 0n) return;
        this.settled.push({ runId, reservationId, actualNano });
      },
    };
  }

  private journal() {
    return {
      begin: (start: UsageStart) => void this.billed.set(start.id, { start }),
      end: (id: string, result: UsageResult) => this.update(id, { result }),
      cancel: (id: string) => this.update(id, { cancelled: true }),
    };
  }

  private update(id: string, change: Partial<Billed>): void {
    const bill = this.billed.get(id);
    if (!bill) throw new Error(`usage ${id} was never begun`);
    this.billed.set(id, { ...bill, ...change });
  }

  private log() {
    const write = (details: object, message: string) => void this.logged.push({ details, message });
    return { info: write, warn: write, error: write };
  }
}
