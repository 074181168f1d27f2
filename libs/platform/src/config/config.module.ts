import { Module, type DynamicModule } from '@nestjs/common';
import { parseSlices, type ConfigSlice, type Environment } from './slice';

/** Every slice an app lists, parsed once at boot and injectable by its `KEY` anywhere. */
@Module({})
export class ConfigModule {
  static forRoot(slices: readonly ConfigSlice[], environment: Environment): DynamicModule {
    const parsed = parseSlices([...new Set(slices)], environment);
    const providers = [...parsed].map(([provide, useValue]) => ({ provide, useValue }));
    return {
      module: ConfigModule,
      global: true,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
