import { Injectable } from '@nestjs/common';
import type { Role, TenantView } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import { MemberEntity } from './member.entity';
import { TenantEntity } from './tenant.entity';

export interface Membership {
  tenantId: string;
  tenantName: string;
  slug: string;
  demo: boolean;
  state: TenantView['state'];
  role: Role;
}

/** Which tenants a person is in: asked before there is a tenant to be in. */
@Injectable()
export class MembershipsService {
  constructor(private readonly database: PlatformDatabase) {}

  /** Oldest first: where somebody lands who names no tenant. */
  of(userId: string): Promise<Membership[]> {
    return this.database.transaction(async (em) => {
      const members = await em.find(MemberEntity, { userId }, { orderBy: { id: 'asc' } });
      const ids = members.map(({ tenantId }) => tenantId);
      const tenants = await em.find(TenantEntity, { id: { $in: ids } });
      const byId = new Map(tenants.map((tenant) => [tenant.id, tenant]));
      return members.flatMap(({ tenantId, role }) => {
        const tenant = byId.get(tenantId);
        if (!tenant) return [];
        const { name: tenantName, slug, demo, state } = tenant;
        return [{ tenantId, tenantName, slug, demo, state, role }];
      });
    });
  }
}
