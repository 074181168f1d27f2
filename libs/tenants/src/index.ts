import { ApiKeyEntity } from './api-keys/api-key.entity';
import { InvitationEntity } from './invitation.entity';
import { MemberEntity } from './member.entity';
import { TenantEntity } from './tenant.entity';

export { TenantsModule } from './tenants.module';
export { Acceptance, type AcceptedInvitation, type AcceptRequest } from './acceptance.service';
export { Admission, type Principal } from './admission.service';
export { CurrentTenant } from './current-tenant.service';
export { InvitationsService, type NewInvitation } from './invitations.service';
export { MembersService } from './members.service';
export { MembershipsService, type Membership } from './memberships.service';
export { PlatformTenant } from './platform-tenant.service';
export { TenantsService, type NewTenant } from './tenants.service';
export { MemberEntity, type Member } from './member.entity';
export { TenantEntity, type Tenant } from './tenant.entity';

export { ApiKeyAccessModule } from './api-keys/api-key-access.module';
export { ApiKeyAccess, type OpenKey } from './api-keys/api-key-access.service';
export { ApiKeysService, type NewApiKey } from './api-keys/api-keys.service';
export { allowsModel, allowsProvider, MODEL_PATTERN } from './api-keys/model-pattern';

export const tenantsEntities = [TenantEntity, MemberEntity, InvitationEntity, ApiKeyEntity];
