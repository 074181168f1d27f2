export { RootKeyring } from './root-keyring';
export { RootKeyError, VaultError, type VaultErrorReason } from './vault.errors';
