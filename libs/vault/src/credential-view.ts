import type { CredentialView } from '@renum/contracts';
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
  ...(credential.lastUsedAt != null && { lastUsedAt: credential.lastUsedAt.toISOString() }),
  createdAt: credential.createdAt.toISOString(),
  updatedAt: credential.updatedAt.toISOString(),
});
