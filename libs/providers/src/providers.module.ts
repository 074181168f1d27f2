import { Module } from '@nestjs/common';
import { ProviderCatalogue } from './catalogue';

@Module({ providers: [ProviderCatalogue], exports: [ProviderCatalogue] })
export class ProvidersModule {}
