import { Module } from '@nestjs/common';
import { IdentityModule } from '@renum/identity';
import { CredentialTests, VaultModule } from '@renum/vault';
import { AuditApiModule } from '../audit/audit.module';
import { ConnectionTestModule } from '../data-plane';
import { CredentialsController } from './credentials.controller';
import { VaultKeyController } from './vault-key.controller';

/** The door of the vault. */
@Module({
  imports: [IdentityModule, VaultModule, ConnectionTestModule, AuditApiModule],
  controllers: [CredentialsController, VaultKeyController],
  providers: [CredentialTests],
})
export class VaultApiModule {}
