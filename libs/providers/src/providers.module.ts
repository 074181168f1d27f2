import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { RedisModule } from '@renum/queues';
import { ProviderCatalogue } from './catalogue';
import { CustomProviders } from './own/custom-providers';
import { ProviderNews } from './own/provider-news';
import { ProviderDirectory } from './provider-directory';

/** What external APIs there are: for everybody, and for one tenant. */
@Module({
  imports: [AuditModule, RedisModule],
  providers: [ProviderCatalogue, ProviderDirectory, ProviderNews, CustomProviders],
  exports: [ProviderCatalogue, ProviderDirectory, CustomProviders],
})
export class ProvidersModule {}
