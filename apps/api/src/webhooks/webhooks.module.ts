import { Module } from '@nestjs/common';
import { EgressModule } from '@renum/proxy';
import { WebhookDeliveryModule, WebhooksModule } from '@renum/webhooks';
import { WebhooksController } from './webhooks.controller';

/** The door of webhooks; the process that has it sends them too. */
@Module({
  imports: [EgressModule, WebhooksModule, WebhookDeliveryModule],
  controllers: [WebhooksController],
})
export class WebhooksApiModule {}
