export { ProviderCatalogue } from './catalogue';
export {
  providerManifest,
  type ProviderManifest,
  type ProviderManifestInput,
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
export { ProviderDirectory, type ProviderSource } from './provider-directory';
export {
  CustomProviders,
  type NewOwnProvider,
  type OwnProviderPatch,
} from './own/custom-providers';
export { providersEntities } from './own/custom-provider.entity';
export { MAX_OWN_OPERATIONS } from './own/own-manifest';
export { readOpenApi } from './openapi/read-openapi';
export { parameterName } from './form-body';
export { pathTemplate, parameterNames, pathPattern } from './path-pattern';
export { ProvidersModule } from './providers.module';
