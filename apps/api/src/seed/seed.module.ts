import { Module, type DynamicModule } from '@nestjs/common';
import { auditEntities } from '@renum/audit';
import { databaseConfig, DatabaseModule } from '@renum/database';
import { identityConfig, identityEntities, IdentityModule } from '@renum/identity';
import { orchestratorConfig, orchestratorEntities, OrchestratorModule } from '@renum/orchestrator';
import { ConfigModule, type Environment } from '@renum/platform';
import { redisConfig } from '@renum/queues';
import { tenantsEntities, TenantsModule } from '@renum/tenants';
import { vaultConfig, vaultEntities, VaultModule } from '@renum/vault';
import { AccountsSeed } from './accounts.seed';
import { ContentSeed } from './content.seed';
import { seedConfig } from './seed.config';

const SLICES = [
  seedConfig,
  databaseConfig,
  redisConfig,
  vaultConfig,
  identityConfig,
  orchestratorConfig,
];
const ENTITIES = [
  ...auditEntities,
  ...identityEntities,
  ...tenantsEntities,
  ...vaultEntities,
  ...orchestratorEntities,
];

/** The rooms that the seed furnishes, without any entrance. */
@Module({})
export class SeedModule {
  static forRoot(environment: Environment): DynamicModule {
    return {
      module: SeedModule,
      imports: [
        ConfigModule.forRoot(SLICES, environment),
        DatabaseModule.forRoot({ entities: ENTITIES }),
        IdentityModule,
        TenantsModule,
        VaultModule,
        OrchestratorModule,
      ],
      providers: [AccountsSeed, ContentSeed],
    };
  }
}
