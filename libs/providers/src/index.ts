export { ProviderCatalogue } from './catalogue';
export {
  providerManifest,
  type ProviderManifest,
  type ProviderInjection,
  type ProviderMeter,
  type ProviderOauth2,
  type ProviderOperation,
} from './manifest';
export { oauth2Faults, withTokens } from './manifest-oauth2';
export { errorMessage, retryAfterMs, testPassed } from './answer';
export { injectedBody, injectedInto, injectedQuery, type Injected } from './injection';
export { signatures, type SignedRequest } from './signature';
export { meterActual, meterBound, type Metered } from './meter';
export { OperationMatcher } from './operation-matcher';
export { secretFields, secretValues } from './secret-fields';
export { ProvidersModule } from './providers.module';
