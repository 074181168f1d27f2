/** One stored version of a secret; there is no way to its value. */
export interface CredentialVersionView {
  version: number;
  createdAt: string;
  /** The person's email; absent for what the platform did, for instance a refreshed token. */
  createdBy?: string;
  current: boolean;
}

/** Where a person goes to let a provider give us an account. */
export interface AuthorizationView {
  authorizationUrl: string;
  /** The flow is forgotten then. */
  expiresAt: string;
}

/** What its secret is made of: one text, a user name with a password, or several named parts. */
export type CredentialKind = 'apiKey' | 'bearer' | 'basic' | 'custom' | 'oauth2';

/** A credential as anyone may see it. There is no field, anywhere, for its value. */
export interface CredentialView {
  id: string;
  provider: string;
  kind: CredentialKind;
  name: string;
  state: 'active' | 'revoked';
  version: number;
  /** The last four characters, kept apart at creation so that no decrypt is needed to list. */
  hint: string;
  baseUrl?: string;
  /** True for the demo's keys: calls go to the local stand-in, not to the real provider. */
  standIn: boolean;
  /** From then on calls are refused. */
  expiresAt?: string;
  expired: boolean;
  /** Of a connected account. */
  oauth2?: {
    grant: 'authorization_code' | 'client_credentials';
    scopes: string[];
    /** When the current access token ends; it is renewed before. */
    accessTokenExpiresAt?: string;
    /** Set when the provider no longer renews: the account must be connected again. */
    needsAuthorization: boolean;
  };
  /** To the minute. */
  lastUsedAt?: string;
  createdAt: string;
  updatedAt: string;
}

export interface CredentialTestView {
  ok: boolean;
  /** Upstream HTTP status when one came back. */
  status?: number;
  message: string;
  durationMs: number;
}

/** What came of giving a tenant a new data key. */
export interface TenantKeyRotationView {
  /** Versions of secrets that are now sealed under the new key. */
  resealed: number;
  /** Versions that could not be opened before either, and stay as they are. */
  unreadable: number;
  /** Older keys that sealed nothing any more. */
  droppedKeys: number;
}

export interface PublicKeyView {
  /** JWK for ECDH-ES+A256KW / A256GCM. */
  jwk: Record<string, unknown>;
}
