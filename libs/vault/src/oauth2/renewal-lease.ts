import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { PlatformDatabase, TenantDatabase, type EntityManager } from '@renum/database';
import { newId, type DomainError } from '@renum/platform';
import { authorizationNeeded } from '../credential-resolver';
import { CredentialStore, type SealedValue } from '../credential-store';
import { CredentialEntity, type Credential } from '../vault.entities';
import { stateOf, type Oauth2State } from './oauth2-state';
import { oauth2Secret, type Oauth2Secret, type TokenSet } from './token-set';

/** A credential at a version that is not good enough any more. */
export type Renewable = Pick<Credential, 'id' | 'tenantId' | 'version' | 'oauth2' | 'provider'>;

/** The right to renew a credential, and what is needed for it. */
export interface Claim {
  lease: string;
  credential: Credential;
  state: Oauth2State;
  secret: Oauth2Secret;
}

export interface Renewed {
  tokens: TokenSet;
  secret: Oauth2Secret;
}

/** Longer than a token endpoint may take: no second process asks while one still waits. */
const LEASE_SECONDS = 30;
/** What the provider has given once is given once: a database that is away is waited for. */
const KEEP_ATTEMPTS = 5;
/** A refresh token that was replaced opens nothing any more, so its version need not stay. */
const KEPT_VERSIONS = 4;

/**
 * Who of all processes renews a credential. A lease in its row rather than a lock: the provider may
 * take seconds, and meanwhile a person can revoke the credential, and no connection is held.
 */
@Injectable()
export class RenewalLease {
  constructor(
    private readonly database: TenantDatabase,
    private readonly platform: PlatformDatabase,
    private readonly store: CredentialStore,
  ) {}

  /** `renewed`: the version is not the newest any more, or there is nothing to renew. */
  async claim({ id, version }: Renewable): Promise<Claim | 'busy' | 'renewed'> {
    const lease = newId();
    const found = await this.database.transaction(async (em) => {
      const [mine] = await em.execute<{ id: string }[]>(TAKE, [lease, LEASE_SECONDS, id, version]);
      const credential = await em.findOne(CredentialEntity, { id });
      if (!credential || !mine) return isStill(credential, version) ? 'busy' : 'renewed';
      const { oauth2: state } = credential;
      if (!state) return 'renewed';
      // The refresh token and the client's secret are used: no use without its entry (V3).
      await this.store.record(em, 'credential.opened', credential, { purpose: 'renewal' });
      return { credential, state, sealed: await this.store.sealed(em, credential) };
    });
    if (typeof found === 'string') return found;
    const { credential, state, sealed } = found;
    return { lease, credential, state, secret: this.opened(credential, sealed) };
  }

  /** The next version. What a person changed in the meantime wins over it. */
  async keep({ lease, credential, state }: Claim, { tokens, secret }: Renewed): Promise<void> {
    const next = stateOf(state.grant, state.scopes, withRefreshToken(tokens, secret), new Date());
    const kept = await insistently(() =>
      this.database.transaction(async (em) => {
        const current = await this.held(em, credential, lease);
        if (!current) return undefined;
        current.version += 1;
        current.oauth2 = next;
        await em.flush();
        await em.execute(RELEASE, [credential.id, lease]);
        await this.store.addVersion(em, current, JSON.stringify(secret), null);
        await this.store.record(em, 'credential.renewed', current);
        return current;
      }),
    );
    if (!kept) return;
    await this.prune(kept);
    await this.store.announceIfPossible(kept);
  }

  /** A person must come back. The answer is what to tell the caller. */
  async giveUp({ lease, credential }: Claim, code: string): Promise<DomainError> {
    const ended = await this.database.transaction(async (em) => {
      const current = await this.held(em, credential, lease);
      if (!current?.oauth2) return undefined;
      current.oauth2 = { ...current.oauth2, needsAuthorization: true };
      await em.flush();
      await em.execute(RELEASE, [credential.id, lease]);
      await this.store.record(em, 'credential.authorization_ended', current, { code });
      return current;
    });
    if (ended) await this.store.announceIfPossible(ended);
    return authorizationNeeded(credential);
  }

  async release({ lease, credential }: Claim): Promise<void> {
    await this.database.transaction((em) => em.execute(RELEASE, [credential.id, lease]));
  }

  private async held(em: EntityManager, { id, version }: Credential, lease: string) {
    const [mine] = await em.execute<{ id: string }[]>(HELD, [id, lease, version]);
    return mine ? this.store.existing(em, id) : undefined;
  }

  /** Versions of tokens are many; those that were replaced go, with the platform's narrow right. */
  private async prune({ id, tenantId, version }: Credential): Promise<void> {
    await this.platform.transaction((em) =>
      em.execute(PRUNE, [tenantId, id, version - KEPT_VERSIONS]),
    );
  }

  private opened(credential: Credential, sealed: SealedValue): Oauth2Secret {
    return oauth2Secret(this.store.open(credential, sealed));
  }
}

const isStill = (credential: Credential | null, version: number): boolean =>
  credential?.version === version && credential.state === 'active';

/** A provider that keeps the refresh token does not repeat it. */
const withRefreshToken = (tokens: TokenSet, { refreshToken }: Oauth2Secret): TokenSet => ({
  ...tokens,
  ...(refreshToken !== undefined && { refreshToken }),
});

async function insistently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === KEEP_ATTEMPTS) throw error;
      await delay(200 * 2 ** attempt);
    }
  }
}

const TAKE = `update credentials
  set renewal_lease = ?, renewal_lease_until = now() + ? * interval '1 second'
  where id = ? and version = ? and state = 'active'
    and (renewal_lease_until is null or renewal_lease_until < now())
  returning id`;

const HELD = `select id from credentials
  where id = ? and renewal_lease = ? and version = ? and state = 'active' for update`;

const RELEASE = `update credentials set renewal_lease = null, renewal_lease_until = null
  where id = ? and renewal_lease = ?`;

const PRUNE = `delete from credential_versions
  where tenant_id = ? and credential_id = ? and version <= ? and created_by is null`;
