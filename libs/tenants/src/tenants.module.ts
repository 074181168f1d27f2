import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { IdentityModule } from '@renum/identity';
import { Acceptance } from './acceptance.service';
import { Admission } from './admission.service';
import { ApiKeyAccess } from './api-keys/api-key-access.service';
import { ApiKeysService } from './api-keys/api-keys.service';
import { KeyNews } from './api-keys/key-news';
import { CurrentTenant } from './current-tenant.service';
import { InvitationsService } from './invitations.service';
import { MembersService } from './members.service';
import { MembershipsService } from './memberships.service';
import { TenantsService } from './tenants.service';

const PUBLIC = [
  Acceptance,
  Admission,
  ApiKeyAccess,
  ApiKeysService,
  CurrentTenant,
  InvitationsService,
  MembersService,
  MembershipsService,
  TenantsService,
];

/** Client companies, who is in them, and who may come in. */
@Module({
  imports: [AuditModule, IdentityModule],
  providers: [...PUBLIC, KeyNews],
  exports: PUBLIC,
})
export class TenantsModule {}
