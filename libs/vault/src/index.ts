export { RootKeyring } from './root-keyring';
export { rootKeyOf, type RootKey, type RootKeyState } from './root-key';
export {
  ROOT_KEY_SOURCE,
  RootKeyFile,
  RootKeyVariable,
  type RootKeySource,
} from './root-key-source';
export { RootKeyRefresh } from './root-key-refresh';
export { RootKeyRotation, type RootKeyStatus } from './root-key-rotation';
export { vaultSealedColumns, type SealedColumn } from './sealed-columns';
export { TenantKeyRotation } from './tenant-key-rotation';
export { RootKeyError, VaultError, type VaultErrorReason } from './vault.errors';
export { vaultConfig, type VaultConfig } from './vault.config';
export { vaultEntities } from './vault.entities';
export { CredentialTests } from './credential-tests';
export { VaultModule } from './vault.module';
export { VaultService, type NewCredential, type NewSecret } from './vault.service';
export { PlatformKeys } from './platform-keys';
export { SecretReader, type OpenedSecret } from './secret-reader';
export { CredentialResolver, type ResolvedCredential } from './credential-resolver';
export { CONNECTION_TESTER, type ConnectionTester } from './connection-tester';
export { invalidationChannel, type CredentialInvalidation } from './invalidations';
