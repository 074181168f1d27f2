import { Module } from '@nestjs/common';
import { IdentityModule } from '@renum/identity';
import { ProvidersModule } from '@renum/providers';
import { TenantsModule } from '@renum/tenants';
import { CredentialTests, VaultModule } from '@renum/vault';
import { AuditApiModule } from '../audit/audit.module';
import { ConnectionTestModule } from '../data-plane';
import { CredentialAccessLog } from './credential-access-log';
import { CredentialSecrets } from './credential-secrets';
import { CredentialsController } from './credentials.controller';
import { OperatorCredentialsController } from './operator-credentials.controller';
import { VaultKeyController } from './vault-key.controller';

/** The door of the vault. */
@Module({
  imports: [
    IdentityModule,
    TenantsModule,
    ProvidersModule,
    VaultModule,
    ConnectionTestModule,
    AuditApiModule,
  ],
  controllers: [CredentialsController, OperatorCredentialsController, VaultKeyController],
  providers: [CredentialTests, CredentialSecrets, CredentialAccessLog],
})
export class VaultApiModule {}
