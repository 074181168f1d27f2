import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { PaymentDesk } from './payment-desk';
import { PaymentIntake } from './payment-intake';
import { paymentsConfig, type PaymentsConfig } from './payments.config';
import { PaymentsService } from './payments.service';
import { PAYMENT_PROVIDER, type PaymentProvider } from './provider';
import { StripePayments } from './stripe/stripe-payments';

const provider = {
  provide: PAYMENT_PROVIDER,
  inject: [paymentsConfig.KEY],
  useFactory: ({ stripe }: PaymentsConfig): PaymentProvider | null =>
    stripe ? new StripePayments(stripe) : null,
};

/** For processes in which people pay. Without Stripe's secrets it is there, and says so. */
@Module({
  imports: [AuditModule],
  providers: [provider, PaymentsService, PaymentIntake, PaymentDesk],
  exports: [PaymentsService, PaymentIntake, PaymentDesk],
})
export class PaymentsModule {}
