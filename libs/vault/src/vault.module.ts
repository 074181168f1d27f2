import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { PlatformDatabase } from '@renum/database';
import { ProvidersModule } from '@renum/providers';
import { RedisModule } from '@renum/queues';
import { CredentialResolver } from './credential-resolver';
import { Invalidations } from './invalidations';
import { PlatformKeys } from './platform-keys';
import { checkRootKey } from './root-key-check';
import { readRootKey } from './root-key-file';
import { RootKeyring } from './root-keyring';
import { SecretReader } from './secret-reader';
import { TenantKeys } from './tenant-keys';
import { vaultConfig, type VaultConfig } from './vault.config';
import { VaultService } from './vault.service';

/** Nobody holds a keyring that the database has not agreed to: the process would not be up (V5). */
const rootKeyring = {
  provide: RootKeyring,
  inject: [vaultConfig.KEY, PlatformDatabase],
  useFactory: async (config: VaultConfig, database: PlatformDatabase): Promise<RootKeyring> => {
    const root = await readRootKey(config.ROOT_KEY_FILE);
    await checkRootKey(database, root);
    return root;
  },
};

/** Secrets of tenants, and the root key under everything that the platform seals. */
@Module({
  imports: [AuditModule, ProvidersModule, RedisModule],
  providers: [
    rootKeyring,
    TenantKeys,
    Invalidations,
    SecretReader,
    CredentialResolver,
    PlatformKeys,
    VaultService,
  ],
  exports: [RootKeyring, SecretReader, CredentialResolver, PlatformKeys, VaultService],
})
export class VaultModule {}
