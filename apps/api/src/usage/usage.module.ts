import { Module } from '@nestjs/common';
import { BillingModule } from '@renum/billing';
import { IdentityModule } from '@renum/identity';
import { ProvidersModule } from '@renum/providers';
import { OperatorUsageController } from './operator-usage.controller';
import { UsageNames } from './usage-names';
import { UsageController } from './usage.controller';

/** The doors of usage: a tenant's own, and the operators'. */
@Module({
  imports: [BillingModule, IdentityModule, ProvidersModule],
  controllers: [UsageController, OperatorUsageController],
  providers: [UsageNames],
})
export class UsageApiModule {}
