import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { RedisModule } from '@renum/queues';
import { VaultModule } from '@renum/vault';
import { AccessChanges } from './access-changes.service';
import { AccessTokens } from './access-tokens.service';
import { IdentityService } from './identity.service';
import { SessionsService } from './sessions.service';
import { SigningKeyStore } from './signing-key.store';
import { SigningKeys } from './signing-keys.service';
import { UsersService } from './users.service';

const PUBLIC = [
  AccessChanges,
  UsersService,
  IdentityService,
  SessionsService,
  SigningKeys,
  AccessTokens,
];

/** Who somebody is: accounts, passwords, sessions, access tokens. */
@Module({
  imports: [AuditModule, RedisModule, VaultModule],
  providers: [SigningKeyStore, ...PUBLIC],
  exports: PUBLIC,
})
export class IdentityModule {}
