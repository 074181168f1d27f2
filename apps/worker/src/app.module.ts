import { Module } from '@nestjs/common';
import { auditEntities } from '@renum/audit';
import { connectionEntities } from '@renum/connections';
import { DatabaseModule } from '@renum/database';
import { orchestratorEntities } from '@renum/orchestrator';
import { ConfigModule, LoggingModule, MetricsModule } from '@renum/platform';
import { environment } from './env';
import { RunsModule } from './runs.module';
import { slices } from './slices';

/** The api's libs without HTTP, and the only holder of the Docker socket. */
@Module({
  imports: [
    ConfigModule.forRoot(slices, environment),
    LoggingModule.forRoot('worker'),
    MetricsModule.forRoot('worker'),
    DatabaseModule.forRoot({
      entities: [...auditEntities, ...connectionEntities, ...orchestratorEntities],
    }),
    RunsModule,
  ],
})
export class AppModule {}
