import type { CredentialView } from '@renum/contracts';
import type { Credential } from './vault.entities';

export const credentialView = (credential: Credential): CredentialView => ({
  id: credential.id,
  provider: credential.provider,
  name: credential.name,
  state: credential.state,
  version: credential.version,
  hint: credential.hint,
  ...(credential.baseUrl != null && { baseUrl: credential.baseUrl }),
  standIn: credential.standIn,
  ...(credential.lastUsedAt != null && { lastUsedAt: credential.lastUsedAt.toISOString() }),
  createdAt: credential.createdAt.toISOString(),
  updatedAt: credential.updatedAt.toISOString(),
});
