import { p, type InferEntity } from '@mikro-orm/postgresql';
import { tenantsEntity } from '@renum/database';
import type { TenantView } from '@renum/contracts';

/** A client company. Under the tenant's own session, only its own row is there. */
export const TenantEntity = tenantsEntity({
  name: p.text(),
  slug: p.text(),
  state: p.text().$type<TenantView['state']>(),
  demo: p.boolean(),
  /** `platform`: holds the platform's own credentials, and is nobody's company. */
  kind: p.text().$type<'company' | 'platform'>().default('company'),
  createdAt: p.datetime(),
  updatedAt: p.datetime().onUpdate(() => new Date()),
});
export type Tenant = InferEntity<typeof TenantEntity>;
