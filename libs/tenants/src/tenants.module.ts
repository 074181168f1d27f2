import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { IdentityModule } from '@renum/identity';
import { Acceptance } from './acceptance.service';
import { Admission } from './admission.service';
import { ApiKeyAccessModule } from './api-keys/api-key-access.module';
import { ApiKeysService } from './api-keys/api-keys.service';
import { KeyNews } from './api-keys/key-news';
import { CurrentTenant } from './current-tenant.service';
import { InvitationsService } from './invitations.service';
import { MembersService } from './members.service';
import { MembershipsService } from './memberships.service';
import { PlatformTenant } from './platform-tenant.service';
import { TenantsService } from './tenants.service';

const PUBLIC = [
  Acceptance,
  Admission,
  ApiKeysService,
  CurrentTenant,
  InvitationsService,
  MembersService,
  MembershipsService,
  PlatformTenant,
  TenantsService,
];

/** Client companies, who is in them, and who may come in. */
@Module({
  imports: [AuditModule, ApiKeyAccessModule, IdentityModule],
  providers: [...PUBLIC, KeyNews],
  exports: [...PUBLIC, ApiKeyAccessModule],
})
export class TenantsModule {}
