import {
  Inject,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ApprovalRequests, ApprovalRequestsModule } from '@renum/approvals';
import { AuditModule, AuditService } from '@renum/audit';
import { ActBudget, CallRefusals, MeteringModule, PriceList, UsageJournal } from '@renum/billing';
import { ConnectionsModule } from '@renum/connections';
import { PlatformDatabase, TenantDatabase } from '@renum/database';
import { loadTokenizers } from '@renum/llm';
import { IdentityVerifier } from '@renum/platform';
import { ProviderCatalogue, ProviderDirectory, ProvidersModule } from '@renum/providers';
import { REDIS, redisConfig, RedisModule, type RedisConfig } from '@renum/queues';
import { ApiKeyAccess, ApiKeyAccessModule } from '@renum/tenants';
import { CredentialResolver, SecretReader, VaultModule } from '@renum/vault';
import type { Redis } from 'ioredis';
import { register } from 'prom-client';
import { AppDoor } from './app-door';
import { DataPlaneServer } from './data-plane.server';
import { EgressModule } from './egress.module';
import { AppContexts } from './flow/app-context';
import { AppModelList } from './flow/app-model-list';
import { ApprovalGate } from './flow/approval-gate';
import { Breakers } from './flow/breaker';
import type { Log } from './flow/call';
import { CallLedger } from './flow/call-ledger';
import { Credentials } from './flow/credentials';
import { DataPlane, type AppParts } from './flow/data-plane';
import { Decisions } from './flow/decisions';
import { Gates } from './flow/gates';
import { Invalidations } from './flow/invalidations';
import { PlatformAccess } from './flow/platform-access';
import { PrepaidCredit } from './flow/prepaid-credit';
import { RateGate } from './flow/rate-gate';
import { RunContexts } from './flow/run-context';
import { Upstream } from './flow/upstream';
import { LiveConnections } from './mcp/live-connections';
import { McpDoor } from './mcp/mcp-door';
import { mcpProviders } from './mcp/mcp.providers';
import { SseBridge } from './mcp/sse-bridge';
import { DataPlaneMetrics } from './metrics';
import { SafeDialler } from './net/dialler';
import { auditMasked, MaskedAudit } from './scrub/masked-audit';
import {
  dataPlaneConfig,
  egressConfig,
  type DataPlaneConfig,
  type EgressConfig,
} from './proxy.config';

const DATA_PLANE_LOG = Symbol('DATA_PLANE_LOG');
const APP_PARTS = Symbol('APP_PARTS');
/** Of the 30 s that a stopping process has, what calls under way may use. */
const PATIENCE_MS = 20_000;

const log = {
  provide: DATA_PLANE_LOG,
  useFactory: (): Log => {
    const logger = new Logger('DataPlane');
    return {
      info: (details, message) => logger.log(details, message),
      warn: (details, message) => logger.warn(details, message),
      error: (details, message) => logger.error(details, message),
    };
  },
};

const invalidations = {
  provide: Invalidations,
  inject: [REDIS, redisConfig.KEY, DATA_PLANE_LOG],
  useFactory: (redis: Redis, config: RedisConfig, to: Log) =>
    new Invalidations(redis.duplicate(), config.REDIS_PREFIX, to),
};

const contexts = {
  provide: RunContexts,
  inject: [TenantDatabase, ProviderDirectory, Invalidations],
  useFactory: (database: TenantDatabase, providers: ProviderDirectory, news: Invalidations) =>
    new RunContexts(database, providers, news),
};

const rates = { provide: RateGate, useFactory: () => new RateGate() };

const platform = {
  provide: PlatformAccess,
  inject: [PlatformDatabase],
  useFactory: (database: PlatformDatabase) => new PlatformAccess(database),
};

const apps = {
  provide: AppContexts,
  inject: [ApiKeyAccess, TenantDatabase, RateGate, Invalidations],
  useFactory: (
    keys: ApiKeyAccess,
    database: TenantDatabase,
    paces: RateGate,
    news: Invalidations,
  ) => new AppContexts(keys, database, paces, news),
};

const appParts = {
  provide: APP_PARTS,
  inject: [dataPlaneConfig.KEY, AppContexts, CredentialResolver, PlatformAccess, ProviderCatalogue],
  useFactory: (
    config: DataPlaneConfig,
    known: AppContexts,
    vault: CredentialResolver,
    shared: PlatformAccess,
    catalogue: ProviderCatalogue,
  ): AppParts => ({
    contexts: known,
    models: new AppModelList(vault, shared.platformFor, catalogue).of,
    catalogue,
    rate: { requests: config.DATA_MAX_APP_CALLS_PER_MINUTE, seconds: 60 },
    calls: config.DATA_MAX_APP_CALLS,
  }),
};

const credentials = {
  provide: Credentials,
  inject: [
    CredentialResolver,
    SecretReader,
    PlatformAccess,
    egressConfig.KEY,
    Invalidations,
    DATA_PLANE_LOG,
  ],
  useFactory: (
    resolver: CredentialResolver,
    reader: SecretReader,
    shared: PlatformAccess,
    config: EgressConfig,
    news: Invalidations,
    to: Log,
  ) => {
    const vault = {
      resolve: (wanted: Parameters<CredentialResolver['resolve']>[0]) => resolver.resolve(wanted),
      open: (wanted: Parameters<SecretReader['open']>[0]) => reader.open(wanted),
      refused: (wanted: Parameters<SecretReader['refused']>[0]) => reader.refused(wanted),
      platformFor: shared.platformFor,
    };
    return new Credentials(vault, config.STANDIN_URL, news, (error, credentialId) =>
      to.warn({ err: error, credentialId }, 'a refused token was not renewed'),
    );
  },
};

const gates = {
  provide: Gates,
  inject: [dataPlaneConfig.KEY],
  useFactory: (config: DataPlaneConfig) =>
    new Gates({
      calls: config.DATA_MAX_CALLS,
      tenantCalls: config.DATA_MAX_TENANT_CALLS,
      bodyBytes: config.DATA_MAX_BODY_BYTES,
    }),
};

const approvals = {
  provide: ApprovalGate,
  inject: [ApprovalRequests, Gates],
  useFactory: (requests: ApprovalRequests, doors: Gates) => new ApprovalGate(requests, doors),
};

const ledger = {
  provide: CallLedger,
  inject: [ActBudget, UsageJournal, DATA_PLANE_LOG],
  useFactory: (budget: ActBudget, journal: UsageJournal, to: Log) =>
    new CallLedger(budget, journal, to),
};

const upstream = {
  provide: Upstream,
  inject: [SafeDialler, dataPlaneConfig.KEY],
  useFactory: (dialler: SafeDialler, config: DataPlaneConfig) =>
    new Upstream(dialler, {
      // Below the life of a budget reservation, which has to cover the whole call.
      llmTotalMs: 15 * 60_000,
      toolTotalMs: 4 * 60_000,
      drainMs: config.DATA_DRAIN_SECONDS * 1000,
      drainBytes: 16 * 1024 * 1024,
    }),
};

const metrics = {
  provide: DataPlaneMetrics,
  inject: [Gates, ApprovalRequests],
  useFactory: (doors: Gates, asked: ApprovalRequests) =>
    new DataPlaneMetrics(
      register,
      () => doors.inFlight,
      () => asked.waiting,
    ),
};

const decisions = {
  provide: Decisions,
  inject: [CallRefusals, DataPlaneMetrics, DATA_PLANE_LOG],
  useFactory: (refusals: CallRefusals, counted: DataPlaneMetrics, to: Log) =>
    new Decisions(refusals, counted, to),
};

const maskedAudit = {
  provide: MaskedAudit,
  inject: [TenantDatabase, AuditService, DATA_PLANE_LOG],
  useFactory: (database: TenantDatabase, audit: AuditService, to: Log) =>
    new MaskedAudit(
      (entry) => auditMasked(database, audit, entry),
      (error, { credentialId, times }) =>
        to.error({ err: error, credentialId, times }, 'masked secrets could not be audited'),
    ),
};

const dataPlane = {
  provide: DataPlane,
  inject: [
    dataPlaneConfig.KEY,
    RunContexts,
    Credentials,
    Gates,
    CallLedger,
    Upstream,
    DATA_PLANE_LOG,
    ApprovalGate,
    Decisions,
    DataPlaneMetrics,
    McpDoor,
    MaskedAudit,
    PriceList,
    RateGate,
    APP_PARTS,
    PlatformAccess,
  ],
  useFactory: (
    config: DataPlaneConfig,
    runs: RunContexts,
    ready: Credentials,
    doors: Gates,
    money: CallLedger,
    out: Upstream,
    to: Log,
    people: ApprovalGate,
    refusals: Decisions,
    counted: DataPlaneMetrics,
    mcp: McpDoor,
    masked: MaskedAudit,
    prices: PriceList,
    paces: RateGate,
    external: AppParts,
    shared: PlatformAccess,
  ) =>
    new DataPlane({
      verifier: new IdentityVerifier(config.DATA_PLANE_KEY),
      contexts: runs,
      credentials: ready,
      approvals: people,
      gates: doors,
      apps: external,
      rates: paces,
      tenantRate: { requests: config.DATA_MAX_TENANT_CALLS_PER_MINUTE, seconds: 60 },
      breakers: new Breakers(),
      prices,
      prepaid: new PrepaidCredit(shared.creditOf),
      ledger: money,
      upstream: out,
      mcp,
      decisions: refusals,
      metrics: counted,
      maskedAudit: masked,
      log: to,
    }),
};

const server = {
  provide: DataPlaneServer,
  inject: [DataPlane, Gates, ApprovalRequests],
  useFactory: (plane: DataPlane, doors: Gates, asked: ApprovalRequests) =>
    new DataPlaneServer(plane.handle, () => doors.inFlight + asked.waiting),
};

const appDoor = {
  provide: AppDoor,
  inject: [DataPlane],
  useFactory: (plane: DataPlane) => new AppDoor(plane),
};

/** The whole data plane: import it, and the process listens for sandboxes' doors on DATA_PORT. */
@Module({
  imports: [
    ApiKeyAccessModule,
    ApprovalRequestsModule,
    AuditModule,
    ConnectionsModule,
    EgressModule,
    MeteringModule,
    ProvidersModule,
    RedisModule,
    VaultModule,
  ],
  providers: [
    log,
    invalidations,
    contexts,
    rates,
    platform,
    apps,
    appParts,
    credentials,
    gates,
    approvals,
    ledger,
    upstream,
    metrics,
    decisions,
    ...mcpProviders(DATA_PLANE_LOG),
    maskedAudit,
    dataPlane,
    appDoor,
    server,
  ],
  exports: [AppDoor, DataPlaneServer],
})
export class DataPlaneModule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('DataPlane');

  constructor(
    private readonly server: DataPlaneServer,
    private readonly news: Invalidations,
    @Inject(dataPlaneConfig.KEY) private readonly config: DataPlaneConfig,
    @Inject(SafeDialler) private readonly dialler: SafeDialler,
    private readonly approvals: ApprovalRequests,
    private readonly decisions: Decisions,
    private readonly connections: LiveConnections,
    private readonly bridge: SseBridge,
    private readonly masked: MaskedAudit,
    private readonly apps: AppDoor,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await Promise.all([this.news.start(), loadTokenizers()]);
    const { DATA_HOST: host, DATA_PORT: port } = this.config;
    const address = await this.server.listen({ host, port });
    this.logger.log(`data plane on http://${address.host}:${address.port}`);
  }

  /** Before the journal is flushed and the database closed: every call must have ended by then. */
  async onModuleDestroy(): Promise<void> {
    // Streams that stay open by themselves would be waited for in vain.
    this.apps.stop();
    this.connections.close();
    this.bridge.close();
    // No person can be waited for: the calls that do are told now, and the server waits for that.
    await Promise.all([this.server.close(PATIENCE_MS), this.approvals.close()]);
    // Answers that are still being read for their usage end here, as estimates.
    await this.dialler.destroy();
    this.news.stop();
    await this.decisions.close();
    await this.masked.close();
  }
}
