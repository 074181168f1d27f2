import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { CredentialView, Page } from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { ProviderCatalogue, type ProviderManifest } from '@renum/providers';
import { credentialView } from './credential-view';
import { Invalidations } from './invalidations';
import { hideFromLogs } from './opened-values';
import { hintFor, secretParts, secretText, type GivenSecret } from './secret-form';
import { baseUrlFor, checkedExpiry, invalid } from './secret-rules';
import { sealSecret } from './secret-seal';
import { TenantKeys } from './tenant-keys';
import { CredentialEntity, CredentialVersionEntity, type Credential } from './vault.entities';

export interface NewSecret extends GivenSecret {
  baseUrl?: string;
  /** From then on it is refused. */
  expiresAt?: Date;
}

export interface NewCredential extends NewSecret {
  provider: string;
  name: string;
  /** Calls go to the local stand-in. Only the demo's seed sets it. */
  standIn?: boolean;
}

/** A tenant's credentials, as people handle them: everything but their values. */
@Injectable()
export class VaultService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly keys: TenantKeys,
    private readonly audit: AuditService,
    private readonly invalidations: Invalidations,
    private readonly catalogue: ProviderCatalogue,
  ) {}

  /** Newest first. */
  async list({ cursor, limit }: { cursor?: string; limit: number }): Promise<Page<CredentialView>> {
    const rows = await this.database.transaction((em) =>
      em.find(CredentialEntity, cursor === undefined ? {} : { id: { $lt: cursor } }, {
        orderBy: { id: 'desc' },
        limit: limit + 1,
      }),
    );
    const items = rows.slice(0, limit).map(credentialView);
    const last = items.at(-1);
    return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
  }

  async get(id: string): Promise<CredentialView> {
    return credentialView(await this.database.transaction((em) => this.existing(em, id)));
  }

  async create(input: NewCredential): Promise<CredentialView> {
    const manifest = this.manifestOf(input.provider);
    const { kind } = manifest.credential;
    const value = secretText(manifest, input);
    const baseUrl = baseUrlFor(manifest, input.baseUrl) ?? null;
    const expiresAt = checkedExpiry(input.expiresAt);
    const id = newId();
    hideFromLogs(id, secretParts(kind, value));
    const credential = await this.database.transaction(async (em) => {
      const now = new Date();
      const created: Credential = {
        id,
        tenantId: tenantContext.current().tenantId,
        provider: input.provider,
        kind,
        name: input.name,
        state: 'active',
        version: 1,
        hint: hintFor(manifest, value),
        baseUrl,
        standIn: input.standIn ?? false,
        createdBy: currentUser(),
        expiresAt,
        lastUsedAt: null,
        createdAt: now,
        updatedAt: now,
        revokedAt: null,
      };
      await em.insert(CredentialEntity, created);
      await this.addVersion(em, created, value);
      await this.record(em, 'credential.created', created);
      return created;
    });
    return this.announce(credential);
  }

  /** A new value, and if given a new base URL, under the same id. The old expiry was the old value's. */
  async replace(id: string, input: NewSecret): Promise<CredentialView> {
    const expiresAt = checkedExpiry(input.expiresAt);
    const credential = await this.database.transaction(async (em) => {
      const current = await this.locked(em, id);
      if (current.state === 'revoked')
        throw new DomainError('conflict', 'A revoked credential stays revoked; create a new one.');
      const manifest = this.manifestOf(current.provider);
      const value = secretText(manifest, input);
      current.kind = manifest.credential.kind;
      hideFromLogs(id, secretParts(current.kind, value));
      current.version += 1;
      current.hint = hintFor(manifest, value);
      current.expiresAt = expiresAt;
      // Only the seed knows stand-in values: what a person puts in is for the provider itself.
      current.standIn = false;
      if (input.baseUrl !== undefined)
        current.baseUrl = baseUrlFor(manifest, input.baseUrl) ?? null;
      await em.flush();
      await this.addVersion(em, current, value);
      await this.record(em, 'credential.replaced', current);
      return current;
    });
    return this.announce(credential);
  }

  /** Ends its use everywhere. Repeating it tells every process again. */
  async revoke(id: string): Promise<CredentialView> {
    const credential = await this.database.transaction(async (em) => {
      const current = await this.locked(em, id);
      if (current.state === 'revoked') return current;
      current.state = 'revoked';
      current.revokedAt = new Date();
      await em.flush();
      await this.record(em, 'credential.revoked', current);
      return current;
    });
    return this.announce(credential);
  }

  private manifestOf(provider: string): ProviderManifest {
    const manifest = this.catalogue.find(provider);
    if (!manifest) throw invalid('provider', `There is no provider "${provider}".`);
    return manifest;
  }

  private async addVersion(em: EntityManager, credential: Credential, value: string) {
    const { id: credentialId, tenantId, version } = credential;
    const key = await this.keys.current(em, tenantId);
    await em.insert(CredentialVersionEntity, {
      id: newId(),
      tenantId,
      credentialId,
      version,
      tenantKeyId: key.rowId,
      ciphertext: sealSecret(key, { tenantId, credentialId, version }, value),
      createdBy: currentUser(),
      createdAt: new Date(),
    });
  }

  private async existing(em: EntityManager, id: string): Promise<Credential> {
    const credential = await em.findOne(CredentialEntity, { id });
    if (!credential) throw new DomainError('not_found', 'There is no such credential.');
    return credential;
  }

  /** Two changes of one credential take turns, so that versions have no gaps and no doubles. */
  private async locked(em: EntityManager, id: string): Promise<Credential> {
    await em.execute('select 1 from credentials where id = ? for update', [id]);
    return this.existing(em, id);
  }

  private record(em: EntityManager, action: string, credential: Credential): Promise<void> {
    const { id, provider, name, version } = credential;
    return this.audit.record(em, {
      action,
      targetType: 'credential',
      targetId: id,
      detail: { provider, name, version },
    });
  }

  private async announce(credential: Credential): Promise<CredentialView> {
    const { tenantId, id, provider } = credential;
    await this.invalidations.credentialChanged({ tenantId, credentialId: id, provider });
    return credentialView(credential);
  }
}

function currentUser(): string | null {
  const { actor } = tenantContext.current();
  return actor.type === 'user' ? (actor.id ?? null) : null;
}
