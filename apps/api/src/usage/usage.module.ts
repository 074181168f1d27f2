import { Module } from '@nestjs/common';
import { BillingModule } from '@renum/billing';
import { IdentityModule } from '@renum/identity';
import { ProvidersModule } from '@renum/providers';
import { UsageController } from './usage.controller';

/** The door of usage. */
@Module({
  imports: [BillingModule, IdentityModule, ProvidersModule],
  controllers: [UsageController],
})
export class UsageApiModule {}
