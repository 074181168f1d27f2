import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { databaseConfig, DatabaseModule, type EntityList } from '@renum/database';
import {
  ConfigModule,
  type ConfigSlice,
  type Environment,
  LoggingModule,
  loggingConfig,
  MetricsModule,
} from '@renum/platform';
import { QueuesModule, redisConfig } from '@renum/queues';
import { apiConfig, type Plane } from './api.config';
import { ProblemFilter } from './http/problem.filter';
import { validationPipe } from './http/validation';
import { MetricsController } from './observability/metrics.controller';
import { ObservabilityModule } from './observability/observability.module';

type Imports = NonNullable<ModuleMetadata['imports']>;

/** Every table that a room of this app works on. One line a lib. */
export const ENTITIES: EntityList = [];

/** What either plane needs configured. One line a lib. */
const SLICES: readonly ConfigSlice[] = [apiConfig, loggingConfig, databaseConfig, redisConfig];

/** The doors of the control plane: what people and their programs reach. One line a door. */
const CONTROL: Imports = [ObservabilityModule];

/** The data plane: what sandboxes reach, on a listener of its own. */
const DATA: Imports = [];

/** Slices that only one plane needs. */
const SLICES_OF: Readonly<Record<Plane, readonly ConfigSlice[]>> = { control: [], data: [] };

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
