/** What a key may do; never what owners and admins do. */
export const API_KEY_ROLES = ['builder', 'viewer'] as const;
export type ApiKeyRole = (typeof API_KEY_ROLES)[number];

/**
 * What a key opens. `api`: the REST API, as its role may. `llm`: models, for a program outside any
 * sandbox, at `/llm/openai/v1` and `/llm/anthropic`.
 */
export const API_KEY_SCOPES = ['api', 'llm'] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** A key of a tenant's own program. */
export interface ApiKeyView {
  id: string;
  name: string;
  role: ApiKeyRole;
  scopes: ApiKeyScope[];
  /** Of the scope `llm`: `provider/model`, with `*` for any part. Absent: all of the tenant's. */
  models?: string[];
  /** Its last characters. */
  hint: string;
  createdAt: string;
  expiresAt?: string;
  expired: boolean;
  /** To the minute. */
  lastUsedAt?: string;
}

/** Only in the answer that creates it: the key itself. */
export type NewApiKeyView = ApiKeyView & { key: string };
