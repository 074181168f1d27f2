import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@renum/database';
import { newId } from '@renum/platform';
import { RootKeyring } from '@renum/vault';
import { webhookSecretAad } from './sealed-columns';
import { newSigningSecret } from './signature';

/** How long the secret before signs on, so that receivers can change theirs in peace. */
export const OVERLAP_MS = 24 * 3_600_000;

interface Place {
  tenantId: string;
  webhookId: string;
}

/** The signing secrets of endpoints: sealed under the root key, in clear only while they sign. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly root: RootKeyring) {}

  /** A new secret for an endpoint, in the caller's transaction. It is told this once. */
  async add(em: EntityManager, { tenantId, webhookId }: Place): Promise<string> {
    const id = newId();
    const secret = newSigningSecret();
    const sealed = this.root.seal(Buffer.from(secret), webhookSecretAad(tenantId, id));
    await em.execute(
      `insert into webhook_secrets (id, tenant_id, webhook_id, sealed) values (?, ?, ?, ?)`,
      [id, tenantId, webhookId, sealed],
    );
    return secret;
  }

  /** Those there are sign until `OVERLAP_MS` from now, and of them only the newest. */
  async replace(em: EntityManager, { tenantId, webhookId }: Place): Promise<Date> {
    const until = new Date(Date.now() + OVERLAP_MS);
    await em.execute(
      `delete from webhook_secrets where tenant_id = ? and webhook_id = ? and expires_at is not null`,
      [tenantId, webhookId],
    );
    await em.execute(
      `update webhook_secrets set expires_at = ? where tenant_id = ? and webhook_id = ?`,
      [until, tenantId, webhookId],
    );
    return until;
  }

  /** Those that sign now, newest first. */
  async open(em: EntityManager, { tenantId, webhookId }: Place): Promise<string[]> {
    const rows = await em.execute<{ id: string; sealed: Buffer }[]>(
      `select id, sealed from webhook_secrets where tenant_id = ? and webhook_id = ?
          and (expires_at is null or expires_at > now())
        order by id desc`,
      [tenantId, webhookId],
    );
    return rows.map(({ id, sealed }) =>
      this.root.open(sealed, webhookSecretAad(tenantId, id)).toString(),
    );
  }
}
