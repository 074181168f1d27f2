import { Injectable } from '@nestjs/common';
import {
  WEBHOOK_TEST,
  type Page,
  type WebhookDeliveryState,
  type WebhookDeliveryView,
} from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, newId } from '@renum/platform';
import { Deliverer } from './deliverer';
import { deliveryView, SELECT_DELIVERY, type DeliveryRow } from './delivery-queries';
import { existing } from './webhook-row';

export interface DeliveryFilter {
  state?: WebhookDeliveryState;
  /** Id of the last one of the page before. */
  cursor?: string;
  limit: number;
}

/** What was sent to a tenant's endpoints, as people read it, test it and send it again. */
@Injectable()
export class WebhookDeliveries {
  constructor(
    private readonly database: TenantDatabase,
    private readonly deliverer: Deliverer,
  ) {}

  /** Newest first. @throws DomainError `not_found` */
  async list(webhookId: string, filter: DeliveryFilter): Promise<Page<WebhookDeliveryView>> {
    const { state, cursor, limit } = filter;
    const rows = await this.database.transaction(async (em) => {
      await existing(em, webhookId);
      return em.execute<DeliveryRow[]>(
        `${SELECT_DELIVERY} where webhook_id = ?
          ${state === undefined ? '' : 'and state = ?'} ${cursor === undefined ? '' : 'and id < ?::uuid'}
          order by id desc limit ?`,
        [
          webhookId,
          ...(state === undefined ? [] : [state]),
          ...(cursor === undefined ? [] : [cursor]),
          limit + 1,
        ],
      );
    });
    const items = rows.slice(0, limit).map(deliveryView);
    const last = items.at(-1);
    return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
  }

  /**
   * Sends a message that says nothing but that it is a test, once and at once, and resolves with
   * what came of it. Endpoints that are off may be tested.
   * @throws DomainError `not_found`
   */
  async test(webhookId: string): Promise<WebhookDeliveryView> {
    const [id, messageId, claim] = [newId(), newId(), newId()];
    const payload = {
      type: WEBHOOK_TEST,
      timestamp: new Date().toISOString(),
      data: { webhookId, message: 'A test: signatures can be checked by it.' },
    };
    const body = JSON.stringify(payload);
    const hook = await this.database.transaction(async (em) => {
      const row = await existing(em, webhookId);
      // Claimed from the start: nobody else sends it.
      await em.execute(
        `insert into webhook_deliveries (id, tenant_id, webhook_id, message_id, type, body, attempts,
           next_attempt_at, claim, claimed_until)
         values (?, ?, ?, ?, ?, ?, 1, now(), ?, now() + interval '60 seconds')`,
        [id, row.tenantId, webhookId, messageId, WEBHOOK_TEST, body, claim],
      );
      return row;
    });
    const { tenantId, url } = hook;
    const message = { id, tenantId, webhookId, messageId, type: WEBHOOK_TEST, body, url };
    await this.deliverer.deliver({ ...message, sourceId: null, claim, attempts: 1 });
    return this.database.transaction(async (em) => deliveryView(await delivery(em, webhookId, id)));
  }

  /**
   * Sends a message again, under its old id, with ten attempts before it. What waits for its next
   * attempt is sent at once.
   * @throws DomainError `not_found`, `conflict` when it is being sent, or its endpoint is off
   */
  async resend(webhookId: string, id: string): Promise<WebhookDeliveryView> {
    return this.database.transaction(async (em) => {
      const { enabled } = await existing(em, webhookId, 'for no key update');
      await delivery(em, webhookId, id);
      if (!enabled) throw new DomainError('conflict', 'The webhook is off: switch it on first.');
      const rows = await em.execute<{ id: string }[]>(
        `update webhook_deliveries set state = 'pending', attempts = 0, next_attempt_at = now(),
           finished_at = null, claim = null, claimed_until = null
          where webhook_id = ? and id = ? and (claimed_until is null or claimed_until <= now())
         returning id`,
        [webhookId, id],
      );
      if (rows.length === 0) throw new DomainError('conflict', 'It is being sent just now.');
      return deliveryView(await delivery(em, webhookId, id));
    });
  }
}

async function delivery(em: EntityManager, webhookId: string, id: string): Promise<DeliveryRow> {
  const [row] = await em.execute<DeliveryRow[]>(
    `${SELECT_DELIVERY} where webhook_id = ? and id = ?`,
    [webhookId, id],
  );
  if (!row) throw new DomainError('not_found', 'There is no such delivery.');
  return row;
}
