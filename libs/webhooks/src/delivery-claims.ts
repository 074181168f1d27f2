import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import { WEBHOOK_TEST, type WebhookAttemptView } from '@renum/contracts';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { newId, tenantContext } from '@renum/platform';
import { GIVE_UP_MS, pauseAfter } from './retries';
import { failPending } from './webhooks.service';

/** A message that this process alone may send, for as long as the claim lasts. */
export interface ClaimedDelivery {
  id: string;
  tenantId: string;
  webhookId: string;
  messageId: string;
  type: string;
  sourceId: string | null;
  body: string;
  url: string;
  claim: string;
  /** With the one that begins now. */
  attempts: number;
}

/** What came of an attempt; `gone`: the endpoint says that it is no more. */
export interface AttemptResult extends WebhookAttemptView {
  delivered: boolean;
  gone: boolean;
}

/** Well over the time that an attempt may take. */
const CLAIM_SECONDS = 60;
/** Of one endpoint at once: a slow one must not hold up all others. */
const AT_ONCE = 4;
/** Attempts that the log shows. */
const LOGGED = 20;
const KEEP_DAYS = 30;

const CLAIMED = `d.id, d.tenant_id as "tenantId", d.webhook_id as "webhookId",
  d.message_id as "messageId", d.type, d.source_id as "sourceId", d.body, w.url, d.claim, d.attempts`;

/** Which process sends what, and what came of it. Works across tenants. */
@Injectable()
export class DeliveryClaims {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly audit: AuditService,
  ) {}

  /** Takes up to `limit` messages that are due and that nobody else sends. */
  due(limit: number): Promise<ClaimedDelivery[]> {
    return this.database.transaction((em) =>
      em.execute<ClaimedDelivery[]>(
        `update webhook_deliveries d set claim = ?::uuid, attempts = attempts + 1,
           claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS})
          from webhooks w
          where w.tenant_id = d.tenant_id and w.id = d.webhook_id and d.id in (
            select locked.id from webhook_deliveries locked
              where locked.state = 'pending' and locked.next_attempt_at <= now()
                and (locked.claimed_until is null or locked.claimed_until <= now())
                and locked.id in (
                  select mine.id from webhooks hook cross join lateral (
                    select p.id, p.next_attempt_at from webhook_deliveries p
                      where p.webhook_id = hook.id and p.state = 'pending'
                        and p.next_attempt_at <= now()
                        and (p.claimed_until is null or p.claimed_until <= now())
                      order by p.next_attempt_at limit greatest(0, ${AT_ONCE} - (
                        select count(*) from webhook_deliveries busy
                          where busy.webhook_id = hook.id and busy.claimed_until is not null
                            and busy.claimed_until > now()))) mine
                  where hook.enabled order by mine.next_attempt_at limit ?)
              for update skip locked)
         returning ${CLAIMED}`,
        [newId(), limit],
      ),
    );
  }

  /**
   * Writes down what came of an attempt: the end, or when it is tried again. A claim that another
   * process has taken over meanwhile says nothing any more.
   */
  async finish(delivery: ClaimedDelivery, result: AttemptResult): Promise<void> {
    const { tenantId } = delivery;
    // A test is for a person who looks at it now.
    const last = delivery.type === WEBHOOK_TEST || result.gone;
    const pause = result.delivered || last ? undefined : pauseAfter(delivery.attempts);
    await tenantContext.run({ tenantId, actor: { type: 'system' } }, () =>
      this.database.transaction(async (em) => {
        // The endpoint first, as people's changes do it, or the two could wait for each other.
        const [hook] = await em.execute<Hook[]>(LOCK_HOOK, [tenantId, delivery.webhookId]);
        if (!hook || !(await settle(em, delivery, result, pause))) return;
        if (result.delivered) await succeeded(em, delivery);
        else if (delivery.type !== WEBHOOK_TEST) await this.failed(em, delivery, hook, result);
      }),
    );
  }

  /** Forgets what ended long ago; resolves with how many. */
  async prune(): Promise<number> {
    const rows = await this.database.transaction((em) =>
      em.execute<{ id: string }[]>(
        `delete from webhook_deliveries where id in (select id from webhook_deliveries
            where finished_at < now() - make_interval(days => ${KEEP_DAYS}) limit 5000)
         returning id`,
      ),
    );
    return rows.length;
  }

  private async failed(
    em: EntityManager,
    { tenantId, webhookId }: ClaimedDelivery,
    hook: Hook,
    { gone, error }: AttemptResult,
  ): Promise<void> {
    await em.execute(
      `update webhooks set failing_since = coalesce(failing_since, now())
        where tenant_id = ? and id = ?`,
      [tenantId, webhookId],
    );
    const since = hook.failingSince === null ? Date.now() : new Date(hook.failingSince).getTime();
    if (!hook.enabled || (!gone && Date.now() - since < GIVE_UP_MS)) return;
    const reason = gone
      ? 'It answered that it is gone (HTTP 410).'
      : `Nothing could be delivered for five days. The last time: ${error ?? 'no reason'}`;
    await em.execute(
      `update webhooks set enabled = false, disabled_reason = ?, updated_at = now()
        where tenant_id = ? and id = ?`,
      [reason, tenantId, webhookId],
    );
    await failPending(em, tenantId, webhookId);
    await this.audit.record(em, {
      action: 'webhook.disabled',
      targetType: 'webhook',
      targetId: webhookId,
      detail: { reason },
    });
  }
}

interface Hook {
  enabled: boolean;
  failingSince: string | Date | null;
}

const LOCK_HOOK = `select enabled, failing_since as "failingSince" from webhooks
  where tenant_id = ? and id = ? for no key update`;

/** True if the claim was still this process's. */
async function settle(
  em: EntityManager,
  { id, tenantId, claim }: ClaimedDelivery,
  { delivered, gone: _gone, ...attempt }: AttemptResult,
  pauseMs: number | undefined,
): Promise<boolean> {
  const again = pauseMs === undefined ? null : new Date(Date.now() + pauseMs);
  const rows = await em.execute<{ id: string }[]>(
    `update webhook_deliveries set state = ?, next_attempt_at = ?::timestamptz,
       finished_at = case when ?::timestamptz is null then now() end,
       claim = null, claimed_until = null,
       log = (select jsonb_agg(entry order by place)
         from jsonb_array_elements(log || ?::jsonb) with ordinality as entries (entry, place)
         where place > jsonb_array_length(log) + 1 - ${LOGGED})
      where tenant_id = ? and id = ? and claim = ? and state = 'pending'
     returning id`,
    [
      again ? 'pending' : delivered ? 'delivered' : 'failed',
      again,
      again,
      JSON.stringify([attempt]),
      tenantId,
      id,
      claim,
    ],
  );
  return rows.length > 0;
}

async function succeeded(
  em: EntityManager,
  { tenantId, webhookId, type, sourceId }: ClaimedDelivery,
): Promise<void> {
  await em.execute(
    `update webhooks set failing_since = null
      where tenant_id = ? and id = ? and failing_since is not null`,
    [tenantId, webhookId],
  );
  if (type !== 'budget.alert' || sourceId === null) return;
  await em.execute(
    `update budget_alerts set delivered_at = now()
      where tenant_id = ? and id = ? and delivered_at is null`,
    [tenantId, sourceId],
  );
}
