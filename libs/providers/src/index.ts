export { ProviderCatalogue } from './catalogue';
export {
  providerManifest,
  type ProviderManifest,
  type ProviderInjection,
  type ProviderMeter,
  type ProviderOperation,
} from './manifest';
export { meterActual, meterBound, type Metered } from './meter';
export { OperationMatcher } from './operation-matcher';
export { ProvidersModule } from './providers.module';
