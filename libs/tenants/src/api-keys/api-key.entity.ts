import { p, type InferEntity } from '@mikro-orm/postgresql';
import type { ApiKeyRole, ApiKeyScope } from '@renum/contracts';
import { tenantEntity } from '@renum/database';

/** A key of a tenant's own program. The key itself is stored nowhere, only its hash. */
export const ApiKeyEntity = tenantEntity('api_keys', {
  name: p.text(),
  role: p.text().$type<ApiKeyRole>(),
  scopes: p.array().columnType('text[]').$type<ApiKeyScope[]>(),
  /** Patterns of `provider/model`; null for all. */
  models: p.array().columnType('text[]').$type<string[]>().nullable(),
  /** Its last characters, to tell one from another. */
  hint: p.text(),
  keyHash: p.blob(),
  createdBy: p.uuid().nullable(),
  createdAt: p.datetime(),
  expiresAt: p.datetime().nullable(),
  lastUsedAt: p.datetime().nullable(),
  revokedAt: p.datetime().nullable(),
});
export type ApiKey = InferEntity<typeof ApiKeyEntity>;
