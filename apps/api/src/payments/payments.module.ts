import { Module } from '@nestjs/common';
import { PaymentsModule } from '@renum/billing';
import { OperatorPaymentsController } from './operator-payments.controller';
import { PaymentsController } from './payments.controller';
import { StripeWebhookController } from './stripe-webhook.controller';

/** The doors of payments: where people begin them, and where the provider tells what became of them. */
@Module({
  imports: [PaymentsModule],
  controllers: [StripeWebhookController, PaymentsController, OperatorPaymentsController],
})
export class PaymentsApiModule {}
