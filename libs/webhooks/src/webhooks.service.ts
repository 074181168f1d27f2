import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type {
  NewWebhookView,
  Page,
  WebhookEvent,
  WebhookSecretView,
  WebhookView,
} from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { existing, SELECT_WEBHOOK, webhookView, type WebhookRow } from './webhook-row';
import { checkedUrl, MAX_WEBHOOKS } from './webhook-rules';
import { WebhookSecrets } from './webhook-secrets';
import { WEBHOOK_SENDER, type WebhookSender } from './webhook-sender';

export interface NewWebhook {
  url: string;
  description: string;
  events: readonly WebhookEvent[];
}

export type WebhookChange = Partial<NewWebhook> & { enabled?: boolean };

/** A tenant's endpoints, as people handle them. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly secrets: WebhookSecrets,
    private readonly audit: AuditService,
    @Inject(WEBHOOK_SENDER) private readonly sender: WebhookSender,
  ) {}

  /** All, newest first; there are at most 20. */
  async list(): Promise<Page<WebhookView>> {
    const rows = await this.database.transaction((em) =>
      em.execute<WebhookRow[]>(`${SELECT_WEBHOOK} order by id desc`),
    );
    return { items: rows.map(webhookView) };
  }

  /** @throws DomainError `not_found` */
  async get(id: string): Promise<WebhookView> {
    return webhookView(await this.database.transaction((em) => existing(em, id)));
  }

  /**
   * The answer holds the signing secret, this once.
   * @throws DomainError `base_url_refused`, `conflict` when there are too many
   */
  async create(input: NewWebhook): Promise<NewWebhookView> {
    const { tenantId, actor } = tenantContext.current();
    const id = newId();
    const url = this.checked(input.url);
    return this.database.transaction(async (em) => {
      await mustHaveRoom(em, tenantId);
      await em.execute(
        `insert into webhooks (id, tenant_id, url, description, events, created_by)
         values (?, ?, ?, ?, ?::jsonb, ?)`,
        [
          id,
          tenantId,
          url,
          input.description,
          JSON.stringify(input.events),
          actor.type === 'user' ? (actor.id ?? null) : null,
        ],
      );
      const secret = await this.secrets.add(em, { tenantId, webhookId: id });
      const row = await existing(em, id);
      await this.record(em, 'webhook.created', row, { events: row.events });
      return { ...webhookView(row), secret };
    });
  }

  /**
   * Switching it off fails what is pending; switching it on begins anew.
   * @throws DomainError `not_found`, `base_url_refused`
   */
  async update(id: string, change: WebhookChange): Promise<WebhookView> {
    const url = change.url === undefined ? undefined : this.checked(change.url);
    return this.database.transaction(async (em) => {
      const before = await existing(em, id, 'for no key update');
      const enabled = change.enabled ?? before.enabled;
      await em.execute(
        `update webhooks set url = ?, description = ?, events = ?::jsonb, enabled = ?,
           disabled_reason = case when ? then null else disabled_reason end,
           failing_since = case when ? then null else failing_since end, updated_at = now()
          where id = ?`,
        [
          url ?? before.url,
          change.description ?? before.description,
          JSON.stringify(change.events ?? before.events),
          enabled,
          enabled,
          enabled && !before.enabled,
          id,
        ],
      );
      if (!enabled) await failPending(em, before.tenantId, id);
      const row = await existing(em, id);
      await this.record(em, 'webhook.updated', row, { events: row.events, enabled });
      return webhookView(row);
    });
  }

  /** With its secrets and its log. @throws DomainError `not_found` */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async (em) => {
      const row = await existing(em, id);
      await em.execute('delete from webhooks where id = ?', [id]);
      await this.record(em, 'webhook.deleted', row, {});
    });
  }

  /** A new secret; for a day the one before signs too. @throws DomainError `not_found` */
  async rotateSecret(id: string): Promise<WebhookSecretView> {
    return this.database.transaction(async (em) => {
      const row = await existing(em, id, 'for no key update');
      const place = { tenantId: row.tenantId, webhookId: id };
      const until = await this.secrets.replace(em, place);
      const secret = await this.secrets.add(em, place);
      await this.record(em, 'webhook.secret_rotated', row, {});
      return { secret, previousValidUntil: until.toISOString() };
    });
  }

  private checked(url: string): string {
    return checkedUrl(url, (each) => this.sender.fault(each));
  }

  private record(
    em: EntityManager,
    action: string,
    { id, url }: Pick<WebhookRow, 'id' | 'url'>,
    detail: Record<string, unknown>,
  ): Promise<void> {
    // The host alone: receivers often keep a token in the path.
    return this.audit.record(em, {
      action,
      targetType: 'webhook',
      targetId: id,
      detail: { host: new URL(url).host, ...detail },
    });
  }
}

async function mustHaveRoom(em: EntityManager, tenantId: string): Promise<void> {
  // One after the other, or two that count at once would both fit.
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
    `webhooks/${tenantId}`,
  ]);
  const rows = await em.execute<{ id: string }[]>('select id from webhooks');
  if (rows.length >= MAX_WEBHOOKS)
    throw new DomainError('conflict', `There are ${rows.length} webhooks already; no more fit.`);
}

/** What waits for an endpoint that is off would come as a flood of old news when it is on again. */
export async function failPending(
  em: EntityManager,
  tenantId: string,
  webhookId: string,
): Promise<void> {
  await em.execute(
    `update webhook_deliveries set state = 'failed', next_attempt_at = null, finished_at = now(),
       claim = null, claimed_until = null
      where tenant_id = ? and webhook_id = ? and state = 'pending'`,
    [tenantId, webhookId],
  );
}
