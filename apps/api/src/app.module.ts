import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { approvalsConfig } from '@renum/approvals';
import { auditEntities } from '@renum/audit';
import { billingConfig, paymentsConfig } from '@renum/billing';
import { connectionEntities } from '@renum/connections';
import { databaseConfig, DatabaseModule, type EntityList } from '@renum/database';
import { identityConfig, identityEntities } from '@renum/identity';
import { orchestratorConfig, orchestratorEntities } from '@renum/orchestrator';
import {
  ConfigModule,
  type ConfigSlice,
  type Environment,
  LoggingModule,
  loggingConfig,
  MetricsModule,
} from '@renum/platform';
import { providersEntities } from '@renum/providers';
import { dataPlaneConfig, egressConfig } from '@renum/proxy';
import { QueuesModule, redisConfig } from '@renum/queues';
import { tenantsEntities } from '@renum/tenants';
import { vaultConfig, vaultEntities } from '@renum/vault';
import { AgentsModule } from './agents/agents.module';
import { AnalyticsApiModule } from './analytics/analytics.module';
import { apiConfig, type Plane } from './api.config';
import { ApprovalsApiModule } from './approvals/approvals.module';
import { AuditApiModule } from './audit/audit.module';
import { authConfig, AuthModule } from './auth';
import { ConnectionsApiModule } from './connections/connections.module';
import { ProblemFilter } from './http/problem.filter';
import { validationPipe } from './http/validation';
import { MetricsController } from './observability/metrics.controller';
import { BudgetsApiModule } from './budgets/budgets.module';
import { DataPlaneModule } from './data-plane';
import { InvoicesApiModule } from './invoices/invoices.module';
import { LiveModule } from './live/live.module';
import { ObservabilityModule } from './observability/observability.module';
import { OperatorHealthModule } from './operator-health/operator-health.module';
import { OperatorInstancesModule } from './operator-instances/operator-instances.module';
import { OperatorRunsModule } from './operator-runs/operator-runs.module';
import { OperatorTenantsModule } from './operator-tenants/operator-tenants.module';
import { Oauth2ApiModule } from './oauth2/oauth2.module';
import { PaymentsApiModule } from './payments/payments.module';
import { PricesApiModule } from './prices/prices.module';
import { ProvidersApiModule } from './providers/providers.module';
import { RatingApiModule } from './rating/rating.module';
import { RequestsApiModule } from './requests/requests.module';
import { RunsModule } from './runs/runs.module';
import { ApiKeysApiModule } from './api-keys/api-keys.module';
import { TenantApiModule } from './tenants/tenants.module';
import { ThreadsModule } from './threads/threads.module';
import { TracingApiModule } from './tracing/tracing.module';
import { UsageApiModule } from './usage/usage.module';
import { VaultApiModule } from './vault/vault.module';
import { WalletApiModule } from './wallet/wallet.module';
import { WebhooksApiModule } from './webhooks/webhooks.module';

type Imports = NonNullable<ModuleMetadata['imports']>;

/** Every table that a room of this app works on. One line a lib. */
export const ENTITIES: EntityList = [
  ...identityEntities,
  ...tenantsEntities,
  ...auditEntities,
  ...vaultEntities,
  ...connectionEntities,
  ...providersEntities,
  ...orchestratorEntities,
];

/** What either plane needs configured. One line a lib. */
const SLICES: readonly ConfigSlice[] = [
  apiConfig,
  loggingConfig,
  databaseConfig,
  redisConfig,
  vaultConfig,
  billingConfig,
  egressConfig,
];

/** The doors of the control plane: what people and their programs reach. One line a door. */
const CONTROL: Imports = [
  AuthModule,
  ObservabilityModule,
  ApiKeysApiModule,
  TenantApiModule,
  AuditApiModule,
  ProvidersApiModule,
  VaultApiModule,
  Oauth2ApiModule,
  AgentsModule,
  ThreadsModule,
  RunsModule,
  ApprovalsApiModule,
  ConnectionsApiModule,
  LiveModule,
  UsageApiModule,
  AnalyticsApiModule,
  RequestsApiModule,
  BudgetsApiModule,
  WalletApiModule,
  PricesApiModule,
  RatingApiModule,
  PaymentsApiModule,
  InvoicesApiModule,
  WebhooksApiModule,
  TracingApiModule,
  OperatorTenantsModule,
  OperatorRunsModule,
  OperatorInstancesModule,
  OperatorHealthModule,
];

/** The data plane: what sandboxes reach, on a listener of its own. */
const DATA: Imports = [DataPlaneModule];

/** Slices that only one plane needs. */
const SLICES_OF: Readonly<Record<Plane, readonly ConfigSlice[]>> = {
  control: [identityConfig, authConfig, paymentsConfig, orchestratorConfig],
  data: [dataPlaneConfig, approvalsConfig],
};

@Module({})
export class AppModule {
  static forRoot(planes: readonly Plane[], environment: Environment): DynamicModule {
    const slices = [...SLICES, ...planes.flatMap((plane) => SLICES_OF[plane])];
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(slices, environment),
        LoggingModule.forRoot('api'),
        MetricsModule.forRoot('api', MetricsController),
        DatabaseModule.forRoot({ entities: ENTITIES }),
        QueuesModule,
        ...(planes.includes('control') ? CONTROL : []),
        ...(planes.includes('data') ? DATA : []),
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
    };
  }
}
