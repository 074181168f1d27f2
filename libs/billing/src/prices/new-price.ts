import { OWN_PROVIDER, type MeterRate, type ModelRates, type PriceTarget } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { DomainError, newId } from '@renum/platform';
import { isModelRates } from './override';
import { PRICES, type DbPrice } from './price-rows';
import { rateOf } from './rates';

export interface NewPrice extends PriceTarget {
  /** Nothing: from then on what holds without this entry holds again. */
  rates?: ModelRates | MeterRate;
  /** Now, unless told. */
  effectiveFrom?: Date;
}

/** Providers that a tenant runs or describes itself: what they cost nobody else can say. */
const OWN: ReadonlySet<string> = new Set(['openai-compatible', 'ollama', 'vllm']);

/** @throws DomainError `forbidden` for a provider whose prices are not the tenant's to say */
export function mustBeOwn(provider: string): void {
  if (OWN.has(provider) || OWN_PROVIDER.test(provider)) return;
  throw new DomainError(
    'forbidden',
    `What ${provider} costs is not yours to say: only prices of your own providers, ` +
      `and of ${[...OWN].join(', ')}.`,
  );
}

/** The data plane computes with it: nothing may fail there. @throws DomainError `validation_failed` */
export function mustBeSound({ model, meter, rates }: NewPrice): void {
  const refuse = (detail: string): never => {
    throw new DomainError('validation_failed', detail);
  };
  if ((model === undefined) === (meter === undefined)) refuse('Name a model or a meter.');
  if (model?.slice(0, -1).includes('*')) refuse('A * stands for the end of a name only.');
  if (rates && isModelRates(rates) !== (model !== undefined))
    refuse('Models have prices for a million tokens, meters a price for a unit.');
  if (rates && isModelRates(rates) && isDearerLater(rates))
    refuse('Tokens from a cache, or of reasoning, cannot cost more than plain ones.');
}

/** Money is set aside for plain tokens: which of them come from a cache, the answer says. */
const isDearerLater = (rates: ModelRates): boolean =>
  rateOf(rates, 'cacheRead') > rateOf(rates, 'input') ||
  rateOf(rates, 'reasoning') > rateOf(rates, 'output');

/** Stores an entry, of a tenant or (null) for all. */
export async function addPrice(
  em: EntityManager,
  price: NewPrice,
  of: { tenantId: string; setBy: 'operator' | 'tenant' } | null,
  userId: string | undefined,
): Promise<DbPrice> {
  const { provider, model, meter, rates, effectiveFrom = new Date() } = price;
  const id = newId();
  const whose = of
    ? { table: 'price_overrides', columns: ', tenant_id, set_by', more: ', ?, ?' }
    : ALL;
  await em.execute(
    `insert into ${whose.table} (id, provider, model, meter, rates, effective_from, created_by
       ${whose.columns}) values (?, ?, ?, ?, cast(? as jsonb), ?, ? ${whose.more})`,
    [
      ...[id, provider, model ?? null, meter ?? null],
      ...[rates ? JSON.stringify(rates) : null, effectiveFrom, userId ?? null],
      ...(of ? [of.tenantId, of.setBy] : []),
    ],
  );
  const [row] = await em.execute<DbPrice[]>(
    of
      ? 'select * from price_overrides where id = ?'
      : `${PRICES} where id = ? and tenant_id is null`,
    [id],
  );
  if (!row) throw new DomainError('internal', 'The price was not stored.');
  return row;
}

const ALL = { table: 'platform_price_overrides', columns: '', more: '' };
