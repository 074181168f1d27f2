import { Module } from '@nestjs/common';
import { AuditModule } from '@renum/audit';
import { VaultModule } from '@renum/vault';
import { Deliverer } from './deliverer';
import { DeliveryClaims } from './delivery-claims';
import { DeliveryLoop } from './delivery-loop';
import { WebhookDeliveries } from './webhook-deliveries';
import { WebhookSecrets } from './webhook-secrets';
import { WebhooksService } from './webhooks.service';

/** Endpoints and their log. The way to the outside, `WEBHOOK_SENDER`, is a global module's. */
@Module({
  imports: [AuditModule, VaultModule],
  providers: [WebhookSecrets, DeliveryClaims, Deliverer, WebhooksService, WebhookDeliveries],
  exports: [DeliveryClaims, Deliverer, WebhooksService, WebhookDeliveries],
})
export class WebhooksModule {}

/** Import it, and the process sends what is due. */
@Module({
  imports: [WebhooksModule],
  providers: [DeliveryLoop],
})
export class WebhookDeliveryModule {}
