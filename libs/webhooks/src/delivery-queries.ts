import type {
  WebhookAttemptView,
  WebhookDeliveryState,
  WebhookDeliveryView,
} from '@renum/contracts';
import { iso } from './webhook-row';

export interface DeliveryRow {
  id: string;
  messageId: string;
  type: WebhookDeliveryView['type'];
  state: WebhookDeliveryState;
  attempts: number;
  log: WebhookAttemptView[];
  nextAttemptAt: string | Date | null;
  createdAt: string | Date;
  finishedAt: string | Date | null;
  body: string;
}

export const SELECT_DELIVERY = `
  select id, message_id as "messageId", type, state, attempts, log,
         next_attempt_at as "nextAttemptAt", created_at as "createdAt",
         finished_at as "finishedAt", body
    from webhook_deliveries`;

export const deliveryView = (row: DeliveryRow): WebhookDeliveryView => ({
  id: row.id,
  messageId: row.messageId,
  type: row.type,
  state: row.state,
  attempts: row.attempts,
  log: row.log,
  ...(row.nextAttemptAt !== null && { nextAttemptAt: iso(row.nextAttemptAt) }),
  createdAt: iso(row.createdAt),
  ...(row.finishedAt !== null && { finishedAt: iso(row.finishedAt) }),
  payload: JSON.parse(row.body),
});
