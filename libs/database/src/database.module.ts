import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { databaseConfig, type DatabaseConfig } from './database.config';
import { createOrm, type EntityList } from './orm/create-orm';
import { PlatformDatabase } from './platform-database';
import { TenantDatabase } from './tenant-database';
import { PLATFORM_ORM, TENANT_ORM } from './tokens';

/** Two connections, one a role. Nobody can inject an entity manager that has no session. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly tenants: TenantDatabase,
    private readonly platform: PlatformDatabase,
  ) {}

  static forRoot({ entities }: { entities: EntityList }): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        {
          provide: TENANT_ORM,
          inject: [databaseConfig.KEY],
          useFactory: (config: DatabaseConfig) =>
            createOrm({
              name: 'tenant',
              url: config.DATABASE_URL,
              poolSize: config.DATABASE_POOL,
              entities,
            }),
        },
        {
          provide: PLATFORM_ORM,
          inject: [databaseConfig.KEY],
          useFactory: (config: DatabaseConfig) =>
            createOrm({
              name: 'platform',
              url: config.DATABASE_PLATFORM_URL,
              poolSize: config.DATABASE_PLATFORM_POOL,
              entities,
            }),
        },
        TenantDatabase,
        PlatformDatabase,
      ],
      exports: [TenantDatabase, PlatformDatabase],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.tenants.close(), this.platform.close()]);
  }
}
