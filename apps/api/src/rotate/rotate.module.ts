import { Module, type DynamicModule } from '@nestjs/common';
import { auditEntities } from '@renum/audit';
import { databaseConfig, DatabaseModule } from '@renum/database';
import { identityEntities, identitySealedColumns } from '@renum/identity';
import { ConfigModule, type Environment } from '@renum/platform';
import { redisConfig } from '@renum/queues';
import { vaultConfig, vaultEntities, VaultModule, vaultSealedColumns } from '@renum/vault';
import { webhooksSealedColumns } from '@renum/webhooks';

const ENTITIES = [...auditEntities, ...identityEntities, ...vaultEntities];

/** Every column of the platform that is sealed under the root key. */
export const SEALED_COLUMNS = [
  ...vaultSealedColumns,
  ...identitySealedColumns,
  ...webhooksSealedColumns,
];

/** The vault, without any entrance. */
@Module({})
export class RotateModule {
  static forRoot(environment: Environment): DynamicModule {
    return {
      module: RotateModule,
      imports: [
        ConfigModule.forRoot([databaseConfig, redisConfig, vaultConfig], environment),
        DatabaseModule.forRoot({ entities: ENTITIES }),
        VaultModule,
      ],
    };
  }
}
