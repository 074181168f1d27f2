import type { WebhookEvent, WebhookView } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';

export interface WebhookRow {
  id: string;
  tenantId: string;
  url: string;
  description: string;
  events: WebhookEvent[];
  enabled: boolean;
  disabledReason: string | null;
  failingSince: string | Date | null;
  createdAt: string | Date;
  updatedAt: string | Date;
}

export const SELECT_WEBHOOK = `
  select id, tenant_id as "tenantId", url, description, events, enabled,
         disabled_reason as "disabledReason", failing_since as "failingSince",
         created_at as "createdAt", updated_at as "updatedAt"
    from webhooks`;

export const iso = (moment: string | Date): string => new Date(moment).toISOString();

/** An endpoint as its tenant's administrators see it. */
export const webhookView = (row: WebhookRow): WebhookView => ({
  id: row.id,
  url: row.url,
  description: row.description,
  events: row.events,
  enabled: row.enabled,
  ...(row.disabledReason !== null && { disabledReason: row.disabledReason }),
  ...(row.failingSince !== null && { failingSince: iso(row.failingSince) }),
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

/**
 * An endpoint of the current tenant.
 * @throws DomainError `not_found`
 */
export async function existing(
  em: EntityManager,
  id: string,
  lock: '' | 'for no key update' = '',
): Promise<WebhookRow> {
  // Never `for update`: causes of messages look past endpoints that are locked so.
  const [row] = await em.execute<WebhookRow[]>(`${SELECT_WEBHOOK} where id = ? ${lock}`, [id]);
  if (!row) throw new DomainError('not_found', 'There is no such webhook.');
  return row;
}
