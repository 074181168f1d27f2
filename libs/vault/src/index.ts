export { RootKeyring } from './root-keyring';
export { rootKeyOf, type RootKey, type RootKeySource, type RootKeyState } from './root-key';
export { ROOT_KEY_SOURCE, RootKeyFile, RootKeyVariable } from './root-key-source';
export { RootKeyRefresh } from './root-key-refresh';
export { RootKeyRotation, type RootKeyStatus } from './root-key-rotation';
export { vaultSealedColumns, type SealedColumn } from './sealed-columns';
export { TenantKeyRotation } from './tenant-key-rotation';
export { RootKeyError, VaultError, type VaultErrorReason } from './vault.errors';
export { vaultConfig, type VaultConfig } from './vault.config';
export { vaultEntities } from './vault.entities';
export { CredentialTests } from './credential-tests';
export { VaultModule } from './vault.module';
export { VaultService, type NewCredential, type NewSecret, type VersionRow } from './vault.service';
export { PlatformKeys } from './platform-keys';
export { SecretReader } from './secret-reader';
export {
  CredentialResolver,
  type OpenedSecret,
  type ResolvedCredential,
} from './credential-resolver';
export { MANIFESTS, type Manifests } from './manifests';
export {
  Oauth2Credentials,
  type ConnectRequest,
  type ReconnectRequest,
} from './oauth2/oauth2-credentials';
export { ConnectFailed, type ConnectFailure } from './oauth2/oauth2-errors';
export { FLOW_MS } from './oauth2/oauth2-flow';
export { TOKEN_FETCH, type TokenFetch, type TokenRequest } from './oauth2/token-fetch';
export { CONNECTION_TESTER, type ConnectionTester } from './connection-tester';
export { invalidationChannel, type CredentialInvalidation } from './invalidations';
