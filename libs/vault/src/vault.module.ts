import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { PlatformDatabase } from '@renum/database';
import { ProviderDirectory, ProvidersModule } from '@renum/providers';
import { RedisModule } from '@renum/queues';
import { CredentialResolver } from './credential-resolver';
import { CredentialStore } from './credential-store';
import { Invalidations } from './invalidations';
import { MANIFESTS } from './manifests';
import { AccessTokens } from './oauth2/access-tokens';
import { Oauth2Client } from './oauth2/oauth2-client';
import { Oauth2Credentials } from './oauth2/oauth2-credentials';
import { Oauth2Flows } from './oauth2/oauth2-flows';
import { Oauth2Providers } from './oauth2/oauth2-providers';
import { Oauth2Renewal } from './oauth2/oauth2-renewal';
import { RenewalLease } from './oauth2/renewal-lease';
import { TokenRenewer } from './oauth2/token-renewer';
import { PlatformKeys } from './platform-keys';
import { checkRootKey } from './root-key-check';
import { RootKeyRefresh } from './root-key-refresh';
import type { RootKeySource } from './root-key';
import { ROOT_KEY_SOURCE, rootKeySourceOf } from './root-key-source';
import { RootKeyring } from './root-keyring';
import { SecretReader } from './secret-reader';
import { TenantKeyRotation } from './tenant-key-rotation';
import { TenantKeys } from './tenant-keys';
import { vaultConfig } from './vault.config';
import { VaultService } from './vault.service';

const rootKeySource = {
  provide: ROOT_KEY_SOURCE,
  inject: [vaultConfig.KEY],
  useFactory: rootKeySourceOf,
};

/** Nobody holds a keyring that the database has not agreed to: the process would not be up (V5). */
const rootKeyring = {
  provide: RootKeyring,
  inject: [ROOT_KEY_SOURCE, PlatformDatabase],
  useFactory: async (source: RootKeySource, database: PlatformDatabase): Promise<RootKeyring> => {
    const root = new RootKeyring(await source.keys());
    await checkRootKey(database, root);
    return root;
  },
};

/** Connected accounts. Token endpoints are reached where the app provides a `TOKEN_FETCH`. */
const oauth2 = [
  Oauth2Providers,
  Oauth2Client,
  Oauth2Flows,
  AccessTokens,
  RenewalLease,
  TokenRenewer,
  Oauth2Renewal,
  Oauth2Credentials,
];

/** Secrets of tenants, and the root key under everything that the platform seals. */
@Module({
  imports: [AuditModule, ProvidersModule, RedisModule],
  providers: [
    rootKeySource,
    rootKeyring,
    RootKeyRefresh,
    TenantKeys,
    Invalidations,
    { provide: MANIFESTS, useExisting: ProviderDirectory },
    CredentialStore,
    ...oauth2,
    SecretReader,
    CredentialResolver,
    PlatformKeys,
    VaultService,
    TenantKeyRotation,
  ],
  exports: [
    ROOT_KEY_SOURCE,
    TenantKeyRotation,
    RootKeyring,
    SecretReader,
    CredentialResolver,
    PlatformKeys,
    VaultService,
    Oauth2Credentials,
  ],
})
export class VaultModule {}
