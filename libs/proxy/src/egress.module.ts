import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ProviderDirectory, ProvidersModule } from '@renum/providers';
import { ProxyConnectionTester } from './connection-tester';
import { SafeDialler } from './net/dialler';
import { egressConfig, type EgressConfig } from './proxy.config';

const dialler = {
  provide: SafeDialler,
  inject: [egressConfig.KEY],
  useFactory: (config: EgressConfig) =>
    new SafeDialler({
      privateHosts: config.EGRESS_PRIVATE_HOSTS,
      denyPorts: config.EGRESS_DENY_PORTS,
      standInOrigin: config.STANDIN_URL && new URL(config.STANDIN_URL).origin,
    }),
};

const tester = {
  provide: ProxyConnectionTester,
  inject: [SafeDialler, ProviderDirectory, egressConfig.KEY],
  useFactory: (safe: SafeDialler, providers: ProviderDirectory, config: EgressConfig) =>
    new ProxyConnectionTester(safe, providers, config.STANDIN_URL),
};

/** Safe calls to the outside, for both planes. */
@Module({
  imports: [ProvidersModule],
  providers: [dialler, tester],
  exports: [SafeDialler, ProxyConnectionTester],
})
export class EgressModule implements OnApplicationShutdown {
  constructor(@Inject(SafeDialler) private readonly safe: SafeDialler) {}

  async onApplicationShutdown(): Promise<void> {
    await this.safe.destroy();
  }
}
