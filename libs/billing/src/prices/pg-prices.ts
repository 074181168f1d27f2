import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import type { PriceOverride } from './override';
import type { PriceSource } from './price-list';
import { overrideOf, PRICES, type DbPrice } from './price-rows';

/** The prices of all tenants. The data plane serves them in one process. */
@Injectable()
export class PgPrices implements PriceSource {
  constructor(private readonly database: PlatformDatabase) {}

  /** Entries are only ever added, or go with their tenant. */
  async version(): Promise<string> {
    const of = (table: string) => `select count(*) as count, max(id::text) as last from ${table}`;
    const [row] = await this.database.transaction((em) =>
      em.execute<{ version: string }[]>(
        `select string_agg(concat(count, ' ', last), ', ') as version
         from (${of('price_overrides')} union all ${of('platform_price_overrides')}) as tables`,
      ),
    );
    return row?.version ?? '';
  }

  async all(): Promise<PriceOverride[]> {
    const rows = await this.database.transaction((em) => em.execute<DbPrice[]>(PRICES));
    return rows.map(overrideOf);
  }
}
