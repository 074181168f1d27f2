import { Inject, Injectable } from '@nestjs/common';
import type { CredentialView, Page } from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import { newId } from '@renum/platform';
import { CredentialStore, mustNotBeRevoked } from './credential-store';
import { credentialView } from './credential-view';
import { MANIFESTS, manifestOf, type Manifests } from './manifests';
import { hintFor, secretText, type GivenSecret } from './secret-form';
import { baseUrlFor, checkedExpiry } from './secret-rules';
import { CredentialEntity, CredentialVersionEntity } from './vault.entities';

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

/** One stored value, without the value. */
export interface VersionRow {
  version: number;
  createdAt: Date;
  /** A user's id; null for what the platform did. */
  createdBy: string | null;
  current: boolean;
}

/** More are not shown: of a token that is renewed, the old ones go after a while anyway. */
const MAX_VERSIONS = 200;

/** A tenant's credentials, as people handle them: everything but their values. */
@Injectable()
export class VaultService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly store: CredentialStore,
    @Inject(MANIFESTS) private readonly manifests: Manifests,
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
    return credentialView(await this.database.transaction((em) => this.store.existing(em, id)));
  }

  /** Newest first. */
  versions(id: string): Promise<VersionRow[]> {
    return this.database.transaction(async (em) => {
      const { version: newest } = await this.store.existing(em, id);
      const rows = await em.find(
        CredentialVersionEntity,
        { credentialId: id },
        { orderBy: { version: 'desc' }, limit: MAX_VERSIONS },
      );
      return rows.map(({ version, createdAt, createdBy }) => ({
        version,
        createdAt,
        createdBy: createdBy ?? null,
        current: version === newest,
      }));
    });
  }

  async create(input: NewCredential): Promise<CredentialView> {
    const { provider, name, standIn = false } = input;
    const manifest = await manifestOf(this.manifests, provider);
    const value = secretText(manifest, input);
    const row = {
      id: newId(),
      provider,
      kind: manifest.credential.kind,
      name,
      hint: hintFor(manifest, value),
      baseUrl: baseUrlFor(manifest, input.baseUrl) ?? null,
      standIn,
      expiresAt: checkedExpiry(input.expiresAt),
      oauth2: null,
    };
    const credential = await this.database.transaction((em) => this.store.insert(em, row, value));
    return this.store.announce(credential);
  }

  /** A new value, and if given a new base URL, under the same id. The old expiry was the old value's. */
  async replace(id: string, input: NewSecret): Promise<CredentialView> {
    const expiresAt = checkedExpiry(input.expiresAt);
    const { provider } = await this.get(id);
    const manifest = await manifestOf(this.manifests, provider);
    const value = secretText(manifest, input);
    const credential = await this.database.transaction(async (em) => {
      const current = await this.store.locked(em, id);
      mustNotBeRevoked(current);
      current.kind = manifest.credential.kind;
      current.oauth2 = null;
      current.version += 1;
      current.hint = hintFor(manifest, value);
      current.expiresAt = expiresAt;
      // Only the seed knows stand-in values: what a person puts in is for the provider itself.
      current.standIn = false;
      if (input.baseUrl !== undefined)
        current.baseUrl = baseUrlFor(manifest, input.baseUrl) ?? null;
      await em.flush();
      await this.store.addVersion(em, current, value);
      await this.store.record(em, 'credential.replaced', current);
      return current;
    });
    return this.store.announce(credential);
  }

  /** Ends its use everywhere. Repeating it tells every process again. */
  async revoke(id: string): Promise<CredentialView> {
    const credential = await this.database.transaction(async (em) => {
      const current = await this.store.locked(em, id);
      if (current.state === 'revoked') return current;
      current.state = 'revoked';
      current.revokedAt = new Date();
      await em.flush();
      await this.store.record(em, 'credential.revoked', current);
      return current;
    });
    return this.store.announce(credential);
  }
}
