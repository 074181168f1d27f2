import type { MeterRate, ModelRates, PriceOverrideView } from '@renum/contracts';
import type { PriceOverride } from './override';

export interface DbPrice {
  id: string;
  tenant_id: string | null;
  set_by: 'operator' | 'tenant';
  provider: string;
  model: string | null;
  meter: string | null;
  rates: ModelRates | MeterRate | null;
  effective_from: Date | string;
  created_at: Date | string;
}

const COLUMNS = 'id, provider, model, meter, rates, effective_from, created_at';

/** All entries, of tenants and for all tenants; a `where` comes after it. */
export const PRICES = /* sql */ `
select * from (
  select ${COLUMNS}, tenant_id, set_by from price_overrides
  union all select ${COLUMNS}, null, 'operator' from platform_price_overrides) as p`;

export const overrideOf = (row: DbPrice): PriceOverride => ({
  id: row.id,
  tenantId: row.tenant_id,
  setBy: row.set_by,
  provider: row.provider,
  model: row.model,
  meter: row.meter,
  rates: row.rates,
  effectiveFrom: new Date(row.effective_from),
});

export const priceViewOf = (row: DbPrice): PriceOverrideView => ({
  id: row.id,
  tenantId: row.tenant_id ?? undefined,
  setBy: row.set_by,
  provider: row.provider,
  model: row.model ?? undefined,
  meter: row.meter ?? undefined,
  rates: row.rates ?? undefined,
  effectiveFrom: new Date(row.effective_from).toISOString(),
  createdAt: new Date(row.created_at).toISOString(),
});
