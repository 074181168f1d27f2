import {
  bool,
  bytes,
  createdAt,
  int,
  jsonb,
  moment,
  oneOf,
  platformEntity,
  tenantEntity,
  text,
  updatedAt,
  uuid,
  type InferEntity,
} from '@renum/database';
import type { Oauth2State } from './oauth2/oauth2-state';
import type { FlowRequest } from './oauth2/oauth2-flow';

/** What a credential is, apart from its value. */
export const CredentialEntity = tenantEntity('credentials', {
  provider: text(),
  kind: oneOf(['apiKey', 'bearer', 'basic', 'custom', 'oauth2']),
  name: text(),
  state: oneOf(['active', 'revoked']),
  /** The newest version; the one that is used. */
  version: int(),
  hint: text(),
  baseUrl: text().nullable(),
  standIn: bool(),
  createdBy: uuid().nullable(),
  /** From then on it is refused. */
  expiresAt: moment().nullable(),
  /** Of a connected account. */
  oauth2: jsonb<Oauth2State>().nullable(),
  lastUsedAt: moment().nullable(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
  revokedAt: moment().nullable(),
});
export type Credential = InferEntity<typeof CredentialEntity>;

/** One value of a credential, sealed under a tenant key. Rows are only added, or sealed anew. */
export const CredentialVersionEntity = tenantEntity('credential_versions', {
  credentialId: uuid(),
  version: int(),
  tenantKeyId: uuid(),
  ciphertext: bytes(),
  createdBy: uuid().nullable(),
  createdAt: createdAt(),
});
export type CredentialVersion = InferEntity<typeof CredentialVersionEntity>;

/** A tenant's data key, sealed under the root key. */
export const TenantKeyEntity = tenantEntity('tenant_keys', {
  rootKeyId: text(),
  wrappedKey: bytes(),
  createdAt: createdAt(),
});
export type TenantKey = InferEntity<typeof TenantKeyEntity>;

/** Key pairs of the platform, private halves sealed under the root key. */
export const PlatformKeyEntity = platformEntity('platform_keys', {
  id: text().primary(),
  purpose: text(),
  publicJwk: jsonb<Record<string, unknown>>(),
  sealedPrivateKey: bytes(),
  createdAt: createdAt(),
});

/** An account that is being connected: for minutes, and only once. */
export const OauthFlowEntity = tenantEntity('oauth_flows', {
  userId: uuid(),
  /** Whoever reads the table cannot finish a flow. */
  stateHash: bytes(),
  sealed: bytes(),
  request: jsonb<FlowRequest>(),
  createdAt: createdAt(),
  expiresAt: moment(),
});
export type OauthFlow = InferEntity<typeof OauthFlowEntity>;

/** Which root keys there are and how far each is. The keys themselves are never in the database. */
export const RootKeyEntity = platformEntity('root_keys', {
  id: text().primary(),
  state: oneOf(['staged', 'promoted', 'retained']),
  checkValue: bytes(),
  createdAt: createdAt(),
  changedAt: moment(),
});
export type RootKeyRow = InferEntity<typeof RootKeyEntity>;

export const vaultEntities = [
  CredentialEntity,
  CredentialVersionEntity,
  TenantKeyEntity,
  OauthFlowEntity,
  PlatformKeyEntity,
  RootKeyEntity,
];
