import type { ProviderManifest, ProviderOauth2 } from '@renum/providers';

/** A provider as a place that gives tokens. */
export type TokenProvider = Pick<ProviderManifest, 'id' | 'title'> & { oauth2: ProviderOauth2 };

/** One request to a provider's token endpoint: always a POST, never followed elsewhere. */
export interface TokenRequest {
  url: string;
  /** A host that the tenant named, which may be one near us that the operator listed. */
  own: boolean;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * Carries requests to token endpoints. A port: dialling safely is the proxy's craft, which stands
 * above the vault, so the app hands an implementation in (P2).
 */
export interface TokenFetch {
  /** Rejects when no answer came: with a DomainError where the destination is refused. */
  send(request: TokenRequest): Promise<Response>;
}

export const TOKEN_FETCH = Symbol('TOKEN_FETCH');
