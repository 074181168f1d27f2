import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { Page, PriceOverrideView, PriceQuoteView } from '@renum/contracts';
import { PlatformDatabase, TenantDatabase } from '@renum/database';
import { DomainError, tenantContext } from '@renum/platform';
import { addPrice, mustBeOwn, mustBeSound, type NewPrice } from './new-price';
import { listPrices, priceSet, quoteFor } from './price-desk';
import { priceViewOf } from './price-rows';
import type { Asked } from './quote-view';

/** All of them are at hand in every process of the data plane. */
const MOST_PRICES = 1_000;

/** What the tenant of the open context pays, and what it says its own models cost. */
@Injectable()
export class PricesService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly platform: PlatformDatabase,
    private readonly audit: AuditService,
  ) {}

  /** The tenant's own and those it was given by contract, newest first. */
  list(page: {
    provider?: string;
    cursor?: string;
    limit: number;
  }): Promise<Page<PriceOverrideView>> {
    const { tenantId } = tenantContext.current();
    return this.platform.transaction((em) => listPrices(em, { ...page, tenantId }));
  }

  /** What something costs with the tenant's own key. */
  quote(asked: Asked): Promise<PriceQuoteView> {
    const { tenantId } = tenantContext.current();
    return this.platform.transaction((em) => quoteFor(em, { ...asked, tenantId }));
  }

  /** @throws DomainError `forbidden` for others' providers, `validation_failed`, `conflict` */
  set(price: NewPrice): Promise<PriceOverrideView> {
    const { tenantId, actor } = tenantContext.current();
    mustBeOwn(price.provider);
    mustBeSound(price);
    const userId = actor.type === 'user' ? actor.id : undefined;
    return this.database.transaction(async (em) => {
      const [row] = await em.execute<{ count: number }[]>(
        'select count(*)::int as count from price_overrides',
      );
      if ((row?.count ?? 0) >= MOST_PRICES)
        throw new DomainError('conflict', `A tenant has at most ${MOST_PRICES} prices.`);
      const added = await addPrice(em, price, { tenantId, setBy: 'tenant' }, userId);
      await this.audit.record(em, priceSet(added));
      return priceViewOf(added);
    });
  }
}
