import { Injectable } from '@nestjs/common';
import type { TenantView } from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import { DomainError, tenantContext } from '@renum/platform';
import { TenantEntity } from './tenant.entity';
import { tenantViewOf, TENANT_COUNTS_SQL, type TenantCounts } from './tenant-view';

/** The tenant that the request is in, as its members see it. */
@Injectable()
export class CurrentTenant {
  constructor(private readonly database: TenantDatabase) {}

  view(): Promise<TenantView> {
    const { tenantId } = tenantContext.current();
    return this.database.transaction(async (em) => {
      const tenant = await em.findOne(TenantEntity, { id: tenantId });
      const [counts] = await em.execute<TenantCounts[]>(TENANT_COUNTS_SQL, [[tenantId]]);
      if (!tenant || !counts) throw new DomainError('not_found', 'There is no such tenant.');
      return tenantViewOf(tenant, counts);
    });
  }
}
