import { Module } from '@nestjs/common';
import { ApprovalsModule } from '@renum/approvals';
import { IdentityModule } from '@renum/identity';
import { OrchestratorModule } from '@renum/orchestrator';
import { TenantsModule } from '@renum/tenants';
import { LiveApprovals } from './live-approvals';
import { LiveFeeds } from './live-feeds';
import { LiveGateway } from './live.gateway';

/** The door of the live view. The app must use `LiveIoAdapter`. */
@Module({
  imports: [ApprovalsModule, IdentityModule, TenantsModule, OrchestratorModule],
  providers: [LiveGateway, LiveFeeds, LiveApprovals],
})
export class LiveModule {}
