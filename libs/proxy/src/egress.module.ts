import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { APP_TRANSPORT, TOOL_SOURCE } from '@renum/connections';
import { ProviderCatalogue, ProviderDirectory, ProvidersModule } from '@renum/providers';
import { TRACE_SENDER } from '@renum/tracing';
import { TOKEN_FETCH } from '@renum/vault';
import { WEBHOOK_SENDER } from '@renum/webhooks';
import { ProxyConnectionTester } from './connection-tester';
import { ProxyAppTransport } from './mcp/app-transport';
import { ProxyToolSource } from './mcp/tool-source';
import { SafeDialler } from './net/dialler';
import { SafeTokenFetch } from './net/safe-token-fetch';
import { SafeWebhookSender } from './net/safe-webhook-sender';
import { SafeTraceSender } from './safe-trace-sender';
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

const tools = {
  provide: TOOL_SOURCE,
  inject: [SafeDialler, ProviderCatalogue, egressConfig.KEY],
  useFactory: (safe: SafeDialler, catalogue: ProviderCatalogue, config: EgressConfig) =>
    new ProxyToolSource(safe, catalogue, config.STANDIN_URL),
};

const apps = {
  provide: APP_TRANSPORT,
  inject: [SafeDialler, ProviderCatalogue, egressConfig.KEY],
  useFactory: (safe: SafeDialler, catalogue: ProviderCatalogue, config: EgressConfig) =>
    new ProxyAppTransport(safe, catalogue, config.STANDIN_URL),
};

/** For the vault, which stands below and renews tokens: it only knows the port. */
const tokenFetch = {
  provide: TOKEN_FETCH,
  inject: [SafeDialler],
  useFactory: (safe: SafeDialler) => new SafeTokenFetch(safe),
};

const webhooks = {
  provide: WEBHOOK_SENDER,
  inject: [SafeDialler, egressConfig.KEY],
  useFactory: (safe: SafeDialler, config: EgressConfig) => new SafeWebhookSender(safe, config),
};

const traces = {
  provide: TRACE_SENDER,
  inject: [SafeDialler, ProviderCatalogue, egressConfig.KEY],
  useFactory: (safe: SafeDialler, catalogue: ProviderCatalogue, config: EgressConfig) =>
    new SafeTraceSender(safe, catalogue.get('langfuse'), config.STANDIN_URL),
};

/** Safe calls to the outside, for both planes. Global, so that those below find their ports. */
@Global()
@Module({
  imports: [ProvidersModule],
  providers: [dialler, tokenFetch, tools, apps, tester, webhooks, traces],
  exports: [
    SafeDialler,
    TOKEN_FETCH,
    TOOL_SOURCE,
    APP_TRANSPORT,
    ProxyConnectionTester,
    WEBHOOK_SENDER,
    TRACE_SENDER,
  ],
})
export class EgressModule implements OnApplicationShutdown {
  constructor(@Inject(SafeDialler) private readonly safe: SafeDialler) {}

  async onApplicationShutdown(): Promise<void> {
    await this.safe.destroy();
  }
}
