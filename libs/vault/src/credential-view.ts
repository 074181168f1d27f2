import type { CredentialView } from '@renum/contracts';
import type { Oauth2State } from './oauth2/oauth2-state';
import type { Credential } from './vault.entities';

/** Since when a moment counts: its first millisecond. */
export const isExpired = ({ expiresAt }: Pick<Credential, 'expiresAt'>): boolean =>
  expiresAt != null && expiresAt.getTime() <= Date.now();

export const credentialView = (credential: Credential): CredentialView => ({
  id: credential.id,
  provider: credential.provider,
  kind: credential.kind,
  name: credential.name,
  state: credential.state,
  version: credential.version,
  hint: credential.hint,
  ...(credential.baseUrl != null && { baseUrl: credential.baseUrl }),
  standIn: credential.standIn,
  ...(credential.expiresAt != null && { expiresAt: credential.expiresAt.toISOString() }),
  expired: isExpired(credential),
  ...(credential.oauth2 && { oauth2: oauth2View(credential.oauth2) }),
  ...(credential.lastUsedAt != null && { lastUsedAt: credential.lastUsedAt.toISOString() }),
  createdAt: credential.createdAt.toISOString(),
  updatedAt: credential.updatedAt.toISOString(),
});

const oauth2View = (state: Oauth2State): NonNullable<CredentialView['oauth2']> => {
  const { grant, scopes, accessTokenExpiresAt, needsAuthorization } = state;
  return {
    grant,
    scopes,
    ...(accessTokenExpiresAt !== undefined && { accessTokenExpiresAt }),
    needsAuthorization,
  };
};
