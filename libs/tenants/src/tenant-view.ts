import type { TenantView } from '@renum/contracts';
import type { Tenant } from './tenant.entity';

export interface TenantCounts {
  members: number;
  agents: number;
}

/** One parameter: the ids of the tenants. */
export const TENANT_COUNTS_SQL = /* sql */ `
  select t.id,
    (select count(*)::int from members m where m.tenant_id = t.id) as members,
    (select count(*)::int from agents a where a.tenant_id = t.id and a.archived_at is null) as agents
  from tenants t where t.id in (?)`;

export const tenantViewOf = (tenant: Tenant, { members, agents }: TenantCounts): TenantView => ({
  id: tenant.id,
  name: tenant.name,
  slug: tenant.slug,
  state: tenant.state,
  createdAt: tenant.createdAt.toISOString(),
  members,
  agents,
});
