import {
  createdAt,
  jsonb,
  moment,
  oneOf,
  tenantEntity,
  text,
  updatedAt,
  uuid,
  type InferEntity,
} from '@renum/database';
import type { ProviderManifestInput } from '../manifest';

/** An API that a tenant described itself. Its id is never used again, so no key changes hosts. */
export const CustomProviderEntity = tenantEntity('custom_providers', {
  /** `own-…`, what grants and credentials name. */
  provider: text(),
  source: oneOf(['form', 'openapi']),
  manifest: jsonb<ProviderManifestInput>(),
  createdBy: uuid().nullable(),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
  archivedAt: moment().nullable(),
});
export type CustomProvider = InferEntity<typeof CustomProviderEntity>;

export const providersEntities = [CustomProviderEntity];
