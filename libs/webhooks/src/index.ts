export { webhooksSealedColumns } from './sealed-columns';
export { WebhookDeliveries, type DeliveryFilter } from './webhook-deliveries';
export { WEBHOOK_SENDER, type WebhookRequest, type WebhookSender } from './webhook-sender';
export { WebhookDeliveryModule, WebhooksModule } from './webhooks.module';
export { WebhooksService, type NewWebhook, type WebhookChange } from './webhooks.service';
