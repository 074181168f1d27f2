import { Controller, Module, type DynamicModule, type Type } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { register } from 'prom-client';

/** A process without HTTP has nothing to serve metrics by. */
@Controller()
class Unserved {}

/** prom-client's registry with the process's own figures. The app brings the route, if it has one. */
@Module({})
export class MetricsModule {
  static forRoot(service: string, controller: Type = Unserved): DynamicModule {
    // The registry is the process's own; specs start several apps in one process.
    register.clear();
    return {
      module: MetricsModule,
      imports: [
        PrometheusModule.register({ global: true, controller, defaultLabels: { service } }),
      ],
    };
  }
}
