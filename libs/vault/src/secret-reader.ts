import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, isDomainError } from '@renum/platform';
import { hideFromLogs } from './opened-values';
import { asTenant, mustBeUsable, resolved, type ResolvedCredential } from './credential-resolver';
import { secretParts } from './secret-form';
import { openSecret } from './secret-seal';
import { TenantKeys } from './tenant-keys';
import { CredentialEntity, type Credential } from './vault.entities';
import { VaultError } from './vault.errors';

export interface OpenedSecret extends ResolvedCredential {
  /** In clear. Keep it only in memory, and only as long as it is needed. */
  readonly value: string;
}

/** The only way to a secret's value. */
@Injectable()
export class SecretReader {
  constructor(
    private readonly database: TenantDatabase,
    private readonly keys: TenantKeys,
    private readonly audit: AuditService,
  ) {}

  /**
   * Opens the newest version of an active credential, after the audit log has an entry of it (V3).
   * @throws DomainError `credential_missing`, `credential_revoked`, `credential_expired`, `audit_unavailable` when the
   * entry could not be written, `secret_unreadable` when the stored value is not what was sealed
   */
  async open(wanted: {
    tenantId: string;
    credentialId: string;
    /** What for, as the audit log shows it: `llm`, `proxy`, `test` … */
    purpose: string;
  }): Promise<OpenedSecret> {
    const { tenantId, credentialId, purpose } = wanted;
    const sealed = await asTenant(tenantId, () =>
      this.database.transaction(async (em) => {
        const found = await this.find(em, credentialId);
        await this.recordUse(em, found.credential, purpose);
        return found;
      }),
    ).catch((error: unknown) => {
      if (isDomainError(error)) throw error;
      // Also when the commit fails: the entry is then not there, and so the secret stays closed.
      throw new DomainError('audit_unavailable', 'The use of the secret could not be recorded.', {
        cause: error,
      });
    });
    const { credential, key, ciphertext } = sealed;
    const { version } = credential;
    const value = openSecret(key, { tenantId, credentialId, version }, ciphertext);
    hideFromLogs(credentialId, secretParts(credential.kind, value));
    return { ...resolved(credential), value };
  }

  private async find(em: EntityManager, credentialId: string) {
    const credential = await em.findOne(CredentialEntity, { id: credentialId });
    if (!credential)
      throw new DomainError('credential_missing', 'There is no such credential.', {
        details: { credentialId },
      });
    mustBeUsable(credential);
    // Value and key in one statement: a rotation between two would leave a key that is gone.
    const [row] = await em.execute<StoredVersion[]>(STORED_VERSION, [
      credentialId,
      credential.version,
    ]);
    if (!row) throw new VaultError('malformed');
    const { tenantId } = credential;
    const key = this.keys.unwrapped({ id: row.key_id, tenantId, wrappedKey: row.wrapped_key });
    return { credential, key, ciphertext: row.ciphertext };
  }

  private async recordUse(em: EntityManager, credential: Credential, purpose: string) {
    const { id, provider, version } = credential;
    await this.audit.record(em, {
      action: 'credential.opened',
      targetType: 'credential',
      targetId: id,
      detail: { purpose, provider, version },
    });
    // Plain SQL: `updated_at` is for changes that people make. Once a minute, so that calls at once
    // do not queue for the row.
    await em.execute(
      `update credentials set last_used_at = now() where id = ?
        and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
      [id],
    );
  }
}

interface StoredVersion {
  key_id: string;
  wrapped_key: Buffer;
  ciphertext: Buffer;
}

const STORED_VERSION = `select v.ciphertext, k.id as key_id, k.wrapped_key
  from credential_versions v join tenant_keys k on k.id = v.tenant_key_id
  where v.credential_id = ? and v.version = ?`;
