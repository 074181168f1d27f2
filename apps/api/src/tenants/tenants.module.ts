import { Module } from '@nestjs/common';
import { TenantsModule } from '@renum/tenants';
import { AuthModule } from '../auth/auth.module';
import { AcceptanceController } from './acceptance.controller';
import { InvitationsController } from './invitations.controller';
import { MembersController } from './members.controller';
import { TenantController } from './tenant.controller';

/** The door of the current tenant: itself, its members, its invitations. */
@Module({
  imports: [TenantsModule, AuthModule],
  // Acceptance first: `accept` and `look` must not be taken for ids.
  controllers: [AcceptanceController, TenantController, MembersController, InvitationsController],
})
export class TenantApiModule {}
