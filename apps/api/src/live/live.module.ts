import { Module } from '@nestjs/common';
import { IdentityModule } from '@renum/identity';
import { OrchestratorModule } from '@renum/orchestrator';
import { TenantsModule } from '@renum/tenants';
import { LiveFeeds } from './live-feeds';
import { LiveGateway } from './live.gateway';

/** The door of the live view. The app must use `LiveIoAdapter`. */
@Module({
  imports: [IdentityModule, TenantsModule, OrchestratorModule],
  providers: [LiveGateway, LiveFeeds],
})
export class LiveModule {}
