import { Injectable } from '@nestjs/common';
import type { CredentialKind } from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, tenantContext } from '@renum/platform';
import { isExpired } from './credential-view';
import { CredentialEntity, type Credential } from './vault.entities';

/** All that is needed to decide where a credential may go; not its value. */
export interface ResolvedCredential {
  credentialId: string;
  provider: string;
  kind: CredentialKind;
  version: number;
  baseUrl?: string;
  /** A copy in memory must not outlive it. */
  expiresAt?: Date;
  standIn: boolean;
}

export interface OpenedSecret extends ResolvedCredential {
  /** In clear. Keep it only in memory, and only as long as it is needed. */
  readonly value: string;
  /** What else of it must never come back: a refresh token, the client's secret. */
  readonly hidden: readonly string[];
}

/** Finds the credential that a call should use. */
@Injectable()
export class CredentialResolver {
  constructor(private readonly database: TenantDatabase) {}

  /**
   * The named credential, or the tenant's newest active one for the provider, real before stand-in.
   * @throws DomainError `credential_missing`, `credential_revoked`, `credential_expired`,
   * `authorization_needed`
   */
  async resolve(wanted: {
    tenantId: string;
    provider: string;
    credentialId?: string;
  }): Promise<ResolvedCredential> {
    const { tenantId, provider, credentialId } = wanted;
    const credential = await asTenant(tenantId, () =>
      this.database.transaction((em) =>
        credentialId === undefined ? newestActive(em, provider) : byId(em, credentialId),
      ),
    );
    // A credential of another provider must not be sent to this one's hosts (P1).
    if (!credential || credential.provider !== provider)
      throw new DomainError(
        'credential_missing',
        `There is no ${credentialId === undefined ? 'active' : 'such'} credential for ${provider}.`,
        { details: { provider } },
      );
    mustBeUsable(credential);
    return resolved(credential);
  }

  /** Providers that a call of the tenant would find a credential for. */
  providersOf(tenantId: string): Promise<string[]> {
    return asTenant(tenantId, () =>
      this.database.transaction(async (em) => {
        const usable = await em.find(CredentialEntity, {
          state: 'active',
          $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }],
        });
        return [...new Set(usable.map(({ provider }) => provider))];
      }),
    );
  }
}

const byId = (em: EntityManager, id: string): Promise<Credential | null> =>
  em.findOne(CredentialEntity, { id });

async function newestActive(em: EntityManager, provider: string): Promise<Credential | undefined> {
  const usable = await em.find(
    CredentialEntity,
    { provider, state: 'active', $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date() } }] },
    { orderBy: { standIn: 'asc', id: 'desc' }, limit: 1 },
  );
  if (usable[0]) return usable[0];
  // Only to say why there is none.
  const [expired] = await em.find(
    CredentialEntity,
    { provider, state: 'active' },
    { orderBy: { standIn: 'asc', id: 'desc' }, limit: 1 },
  );
  return expired;
}

/** @throws DomainError `credential_revoked`, `credential_expired`, `authorization_needed` */
export function mustBeUsable(credential: Credential): void {
  const { id: credentialId, provider, expiresAt } = credential;
  const details = { provider, credentialId };
  if (credential.state === 'revoked')
    throw new DomainError('credential_revoked', `The credential for ${provider} is revoked.`, {
      details,
    });
  if (expiresAt && isExpired(credential))
    throw new DomainError(
      'credential_expired',
      `The credential for ${provider} expired on ${expiresAt.toISOString()}. Replace its secret.`,
      { details },
    );
  if (credential.oauth2?.needsAuthorization) throw authorizationNeeded(credential);
}

export const authorizationNeeded = ({ id, provider, name }: Credential): DomainError =>
  new DomainError(
    'authorization_needed',
    `${provider} no longer renews the access of "${name}". Connect the account again in the vault.`,
    { details: { provider, credentialId: id } },
  );

export const resolved = (credential: Credential): ResolvedCredential => ({
  credentialId: credential.id,
  provider: credential.provider,
  kind: credential.kind,
  version: credential.version,
  ...(credential.baseUrl != null && { baseUrl: credential.baseUrl }),
  ...(credential.expiresAt != null && { expiresAt: credential.expiresAt }),
  standIn: credential.standIn,
});

/** Work for a tenant that the caller names; whoever acts already stays the actor. */
export function asTenant<T>(tenantId: string, work: () => T): T {
  const scope = tenantContext.find();
  if (scope?.tenantId === tenantId) return work();
  return tenantContext.run({ tenantId, actor: { type: 'system' } }, work);
}
