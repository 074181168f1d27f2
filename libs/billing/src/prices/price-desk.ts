import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { Page, PriceOverrideView, PriceQuoteView } from '@renum/contracts';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';
import { asOperator } from '../ledger/as-operator';
import { addPrice, mustBeSound, type NewPrice } from './new-price';
import { FixedQuote } from './price-list';
import { overrideOf, PRICES, priceViewOf, type DbPrice } from './price-rows';
import { quoteViewOf, type Asked } from './quote-view';

export interface PriceFilter {
  /** One tenant's. */
  tenantId?: string;
  provider?: string;
  cursor?: string;
  limit: number;
}

/** Where operators set prices, for all tenants or for one by contract. */
@Injectable()
export class PriceDesk {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly audit: AuditService,
  ) {}

  /** Newest first. */
  list(filter: PriceFilter): Promise<Page<PriceOverrideView>> {
    return this.database.transaction((em) => listPrices(em, filter));
  }

  /**
   * In force from its moment on, in every process within seconds; calls under way keep their prices.
   * @throws DomainError `validation_failed`, `not_found`
   */
  set(
    { tenantId, ...price }: NewPrice & { tenantId?: string },
    operatorId: string,
  ): Promise<PriceOverrideView> {
    mustBeSound(price);
    return this.database.transaction(async (em) => {
      if (tenantId === undefined) return priceViewOf(await addPrice(em, price, null, operatorId));
      await mustExist(em, tenantId);
      const of = { tenantId, setBy: 'operator' as const };
      const row = await addPrice(em, price, of, operatorId);
      await asOperator(tenantId, operatorId, () => this.audit.record(em, priceSet(row)));
      return priceViewOf(row);
    });
  }

  /** What something costs, for a tenant or for whoever has no price of its own. */
  quote(asked: Asked & { tenantId?: string; platformKey?: boolean }): Promise<PriceQuoteView> {
    return this.database.transaction((em) => quoteFor(em, asked));
  }
}

export const priceSet = ({ id, provider, model, meter, rates }: DbPrice) => ({
  action: 'price.set',
  targetType: 'price',
  targetId: id,
  detail: { provider, model, meter, rates },
});

export async function listPrices(
  em: EntityManager,
  { tenantId, provider, cursor, limit }: PriceFilter,
): Promise<Page<PriceOverrideView>> {
  const conditions = [
    ...(tenantId ? ['tenant_id = ?'] : []),
    ...(provider ? ['provider = ?'] : []),
    ...(cursor ? ['id < ?'] : []),
  ];
  const given = [tenantId, provider, cursor].filter((value) => value !== undefined);
  const rows = await em.execute<DbPrice[]>(
    `${PRICES} where ${['true', ...conditions].join(' and ')} order by id desc limit ?`,
    [...given, limit + 1],
  );
  const items = rows.slice(0, limit).map(priceViewOf);
  const last = items.at(-1);
  return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
}

export async function quoteFor(
  em: EntityManager,
  { tenantId, platformKey = false, ...asked }: Asked & { tenantId?: string; platformKey?: boolean },
): Promise<PriceQuoteView> {
  const rows = await em.execute<DbPrice[]>(
    `${PRICES} where provider = ? and (tenant_id is null or tenant_id = ?)
       and (set_by = 'operator' or not ?)`,
    [asked.provider, tenantId ?? null, platformKey],
  );
  const overrides = rows.map(overrideOf);
  const tiers = [
    overrides.filter((override) => override.tenantId !== null),
    overrides.filter((override) => override.tenantId === null),
  ];
  return quoteViewOf(new FixedQuote(tiers, asked), rows, asked);
}

async function mustExist(em: EntityManager, tenantId: string): Promise<void> {
  const found = await em.execute('select 1 from tenants where id = ?', [tenantId]);
  if (found.length === 0) throw new DomainError('not_found', 'There is no such tenant.');
}
