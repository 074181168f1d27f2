import { Injectable, Logger } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { CredentialView } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import type { SealingKey } from './envelope';
import { credentialView } from './credential-view';
import { Invalidations } from './invalidations';
import { hideFromLogs } from './opened-values';
import { secretParts } from './secret-form';
import { openSecret, sealSecret } from './secret-seal';
import { TenantKeys } from './tenant-keys';
import { CredentialEntity, CredentialVersionEntity, type Credential } from './vault.entities';
import { VaultError } from './vault.errors';

/** What is needed to make one; the rest follows. */
export type NewRow = Pick<
  Credential,
  'id' | 'provider' | 'kind' | 'name' | 'hint' | 'baseUrl' | 'standIn' | 'expiresAt' | 'oauth2'
>;

/** The newest value of a credential, still sealed. */
export interface SealedValue {
  key: SealingKey;
  ciphertext: Buffer;
}

/** Rows of credentials and of their values, in the caller's transaction. */
@Injectable()
export class CredentialStore {
  private readonly logger = new Logger('Vault');

  constructor(
    private readonly keys: TenantKeys,
    private readonly audit: AuditService,
    private readonly invalidations: Invalidations,
  ) {}

  async insert(em: EntityManager, row: NewRow, value: string): Promise<Credential> {
    hideFromLogs(row.id, secretParts(row.kind, value));
    const now = new Date();
    const created: Credential = {
      ...row,
      tenantId: tenantContext.current().tenantId,
      state: 'active',
      version: 1,
      createdBy: currentUser(),
      lastUsedAt: null,
      createdAt: now,
      updatedAt: now,
      revokedAt: null,
    };
    await em.insert(CredentialEntity, created);
    await this.addVersion(em, created, value, created.createdBy);
    await this.record(em, 'credential.created', created);
    return created;
  }

  /** The value of the credential's current version, which the caller has just counted up. */
  async addVersion(
    em: EntityManager,
    credential: Credential,
    value: string,
    createdBy = currentUser(),
  ): Promise<void> {
    const { id: credentialId, tenantId, version, kind } = credential;
    hideFromLogs(credentialId, secretParts(kind, value));
    const key = await this.keys.current(em, tenantId);
    await em.insert(CredentialVersionEntity, {
      id: newId(),
      tenantId,
      credentialId,
      version,
      tenantKeyId: key.rowId,
      ciphertext: sealSecret(key, { tenantId, credentialId, version }, value),
      createdBy,
      createdAt: new Date(),
    });
  }

  /** Value and key in one statement: a rotation between two would leave a key that is gone. */
  async sealed(em: EntityManager, { id, tenantId, version }: Credential): Promise<SealedValue> {
    const [row] = await em.execute<StoredVersion[]>(STORED_VERSION, [id, version]);
    if (!row) throw new VaultError('malformed');
    const key = this.keys.unwrapped({ id: row.key_id, tenantId, wrappedKey: row.wrapped_key });
    return { key, ciphertext: row.ciphertext };
  }

  /** In clear, and hidden from logs; only once the audit entry of it is committed (V3). */
  open({ id, tenantId, version, kind }: Credential, { key, ciphertext }: SealedValue): string {
    const value = openSecret(key, { tenantId, credentialId: id, version }, ciphertext);
    hideFromLogs(id, secretParts(kind, value));
    return value;
  }

  async existing(em: EntityManager, id: string): Promise<Credential> {
    const credential = await em.findOne(CredentialEntity, { id });
    if (!credential) throw new DomainError('not_found', 'There is no such credential.');
    return credential;
  }

  /** Two changes of one credential take turns, so that versions have no gaps and no doubles. */
  async locked(em: EntityManager, id: string): Promise<Credential> {
    await em.execute('select 1 from credentials where id = ? for update', [id]);
    return this.existing(em, id);
  }

  record(
    em: EntityManager,
    action: string,
    { id, provider, name, version }: Credential,
    more: Record<string, unknown> = {},
  ): Promise<void> {
    const detail = { provider, name, version, ...more };
    return this.audit.record(em, { action, targetType: 'credential', targetId: id, detail });
  }

  /**
   * Tells every process, after the commit.
   * @throws DomainError `overloaded` when it could not be told
   */
  async announce(credential: Credential): Promise<CredentialView> {
    const { tenantId, id, provider } = credential;
    await this.invalidations.credentialChanged({ tenantId, credentialId: id, provider });
    return credentialView(credential);
  }

  /** Where nobody waits for it, and what is at hand elsewhere ends by itself. */
  async announceIfPossible(credential: Credential): Promise<void> {
    try {
      await this.announce(credential);
    } catch (error) {
      this.logger.warn({ err: error, credentialId: credential.id }, 'a renewal was not announced');
    }
  }
}

/** @throws DomainError `conflict` */
export function mustNotBeRevoked({ state }: Credential): void {
  if (state === 'revoked')
    throw new DomainError('conflict', 'A revoked credential stays revoked; create a new one.');
}

export function currentUser(): string | null {
  const { actor } = tenantContext.current();
  return actor.type === 'user' ? (actor.id ?? null) : null;
}

interface StoredVersion {
  key_id: string;
  wrapped_key: Buffer;
  ciphertext: Buffer;
}

const STORED_VERSION = `select v.ciphertext, k.id as key_id, k.wrapped_key
  from credential_versions v join tenant_keys k on k.id = v.tenant_key_id
  where v.credential_id = ? and v.version = ?`;
