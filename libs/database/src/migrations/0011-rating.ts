import { Migration } from '@mikro-orm/migrations';
import { appendOnlySql, platformAccessSql, tenantTableSql } from '../security-sql';
import {
  RATING_APPEND_ONLY_TABLES,
  RATING_PLATFORM_TABLES,
  RATING_SQL,
  RATING_TENANT_TABLES,
} from './0011-rating.sql';

export class Rating extends Migration {
  override up(): void {
    this.addSql(RATING_SQL);
    for (const table of RATING_TENANT_TABLES) this.addSql(tenantTableSql(table));
    for (const table of RATING_PLATFORM_TABLES) this.addSql(platformAccessSql(table));
    for (const table of RATING_APPEND_ONLY_TABLES) this.addSql(appendOnlySql(table));
  }
}
