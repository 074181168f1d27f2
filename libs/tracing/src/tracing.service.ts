import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { TracingSettings, TracingView } from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, tenantContext } from '@renum/platform';
import { VaultService } from '@renum/vault';
import { LANGFUSE } from './run-exporter';
import { tracingSettings } from './tracing-row';

/** Whether and where a tenant's runs are traced, as people set it. */
@Injectable()
export class TracingService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly vault: VaultService,
    private readonly audit: AuditService,
  ) {}

  get(): Promise<TracingView> {
    return this.database.transaction(view);
  }

  /**
   * From the next run's end on. Switched off, nothing that waits is sent.
   * @throws DomainError `not_found` for a credential of another tenant, `validation_failed`,
   * `conflict` when the credential is revoked
   */
  async set(settings: TracingSettings): Promise<TracingView> {
    const { tenantId, actor } = tenantContext.current();
    const { enabled, credentialId, captureContent, sampleRate } = settings;
    if (credentialId !== undefined) await this.checkCredential(credentialId);
    return this.database.transaction(async (em) => {
      await em.execute(
        `insert into tracing_settings (tenant_id, enabled, credential_id, capture_content,
           sample_rate, updated_by, updated_at)
         values (?, ?, ?, ?, ?, ?, now())
         on conflict (tenant_id) do update set enabled = excluded.enabled,
           credential_id = excluded.credential_id, capture_content = excluded.capture_content,
           sample_rate = excluded.sample_rate, updated_by = excluded.updated_by,
           updated_at = now()`,
        [
          tenantId,
          enabled,
          credentialId ?? null,
          captureContent,
          sampleRate,
          actor.type === 'user' ? (actor.id ?? null) : null,
        ],
      );
      if (!enabled) await skipPending(em);
      await this.audit.record(em, {
        action: 'tracing.changed',
        targetType: 'tracing',
        detail: { enabled, credentialId, captureContent, sampleRate },
      });
      return view(em);
    });
  }

  private async checkCredential(id: string): Promise<void> {
    const { provider, state, expired } = await this.vault.get(id);
    if (provider !== LANGFUSE) {
      const message = 'The credential is not one of Langfuse.';
      throw new DomainError('validation_failed', message, {
        details: { errors: [{ path: 'credentialId', message }] },
      });
    }
    if (state === 'revoked' || expired)
      throw new DomainError('conflict', 'The credential is revoked, or has expired.');
  }
}

async function skipPending(em: EntityManager): Promise<void> {
  await em.execute(
    `update trace_exports set state = 'skipped', error = 'Tracing was switched off.',
       next_attempt_at = null, finished_at = now(), claim = null, claimed_until = null
      where state = 'pending'`,
  );
}

interface Counted {
  pending: number;
  sent: number;
  failed: number;
  lastSentAt: string | Date | null;
  lastError: string | null;
}

async function view(em: EntityManager): Promise<TracingView> {
  const [row] = await em.execute<Counted[]>(
    `select (count(*) filter (where state = 'pending'))::int as pending,
            (count(*) filter (where state = 'sent'))::int as sent,
            (count(*) filter (where state = 'failed'))::int as failed,
            max(finished_at) filter (where state = 'sent') as "lastSentAt",
            (array_agg(error order by id desc) filter (where error is not null
              and state in ('pending', 'failed')))[1] as "lastError"
       from trace_exports where created_at > now() - interval '7 days'`,
  );
  const { pending = 0, sent = 0, failed = 0, lastSentAt = null, lastError = null } = row ?? {};
  return {
    ...(await tracingSettings(em)),
    exports: {
      pending,
      sent,
      failed,
      ...(lastSentAt !== null && { lastSentAt: new Date(lastSentAt).toISOString() }),
      ...(lastError !== null && { lastError }),
    },
  };
}
