import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, isDomainError } from '@renum/platform';
import { asTenant, mustBeUsable, resolved, type OpenedSecret } from './credential-resolver';
import { CredentialStore } from './credential-store';
import { AccessTokens } from './oauth2/access-tokens';
import { Oauth2Renewal } from './oauth2/oauth2-renewal';
import { isDue } from './oauth2/oauth2-state';
import { CredentialEntity, type Credential } from './vault.entities';

interface Wanted {
  tenantId: string;
  credentialId: string;
  /** What for, as the audit log shows it: `llm`, `proxy`, `test` … */
  purpose: string;
  /** On whose behalf, when that is another tenant: the platform's secrets are used for many. */
  forTenantId?: string;
}

/** The only way to a secret's value. */
@Injectable()
export class SecretReader {
  constructor(
    private readonly database: TenantDatabase,
    private readonly store: CredentialStore,
    private readonly audit: AuditService,
    private readonly renewal: Oauth2Renewal,
    private readonly tokens: AccessTokens,
  ) {}

  /**
   * Opens the newest version of an active credential, after the audit log has an entry of it (V3).
   * Of a connected account the value is the access token, which is renewed before when it is due.
   * @throws DomainError `credential_missing`, `credential_revoked`, `credential_expired`,
   * `authorization_needed`, `upstream_unreachable` when a token that is over cannot be renewed,
   * `audit_unavailable` when the entry could not be written, `secret_unreadable` when the stored
   * value is not what was sealed
   */
  async open(wanted: Wanted): Promise<OpenedSecret> {
    const { tenantId } = wanted;
    let found = await this.find(wanted, { unlessDue: true });
    if (found.due) {
      await this.renewal.renewed(found.credential);
      found = await this.find(wanted, { unlessDue: false });
    }
    const { credential, sealed } = found;
    const value = this.store.open(credential, sealed);
    if (credential.oauth2 == null) return { ...resolved(credential), value, hidden: [] };
    return asTenant(tenantId, () => this.tokens.opened(credential, value));
  }

  /** The provider refused this version's token: the next use has another one, where that is possible. */
  async refused(
    wanted: Omit<Wanted, 'purpose' | 'forTenantId'> & { version: number },
  ): Promise<void> {
    const { tenantId, credentialId: id, version } = wanted;
    const credential = await asTenant(tenantId, () =>
      this.database.transaction((em) => em.findOne(CredentialEntity, { id })),
    );
    if (credential?.version === version) this.renewal.refused(credential);
  }

  private async find(wanted: Wanted, how: { unlessDue: boolean }) {
    const { tenantId, credentialId } = wanted;
    try {
      return await asTenant(tenantId, () =>
        this.database.transaction(async (em) => {
          const credential = await this.usable(em, credentialId);
          const sealed = await this.store.sealed(em, credential);
          const due = how.unlessDue && credential.oauth2 != null && isDue(credential.oauth2);
          if (!due) await this.recordUse(em, credential, wanted);
          return { credential, sealed, due };
        }),
      );
    } catch (error) {
      if (isDomainError(error)) throw error;
      // Also when the commit fails: the entry is then not there, and so the secret stays closed.
      throw new DomainError('audit_unavailable', 'The use of the secret could not be recorded.', {
        cause: error,
      });
    }
  }

  private async usable(em: EntityManager, credentialId: string): Promise<Credential> {
    const credential = await em.findOne(CredentialEntity, { id: credentialId });
    if (!credential)
      throw new DomainError('credential_missing', 'There is no such credential.', {
        details: { credentialId },
      });
    mustBeUsable(credential);
    return credential;
  }

  private async recordUse(
    em: EntityManager,
    credential: Credential,
    { purpose, forTenantId }: Wanted,
  ) {
    const { id, provider, version } = credential;
    await this.audit.record(em, {
      action: 'credential.opened',
      targetType: 'credential',
      targetId: id,
      detail: { purpose, provider, version, ...(forTenantId && { forTenantId }) },
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
