import { Module, type DynamicModule } from '@nestjs/common';
import { auditEntities, AuditModule } from '@renum/audit';
import { Rerating } from '@renum/billing';
import { databaseConfig, DatabaseModule } from '@renum/database';
import { ConfigModule, type Environment } from '@renum/platform';

/** Charges and the ledger, without any entrance. */
@Module({})
export class RateModule {
  static forRoot(environment: Environment): DynamicModule {
    return {
      module: RateModule,
      imports: [
        ConfigModule.forRoot([databaseConfig], environment),
        DatabaseModule.forRoot({ entities: auditEntities }),
        AuditModule,
      ],
      providers: [Rerating],
    };
  }
}
