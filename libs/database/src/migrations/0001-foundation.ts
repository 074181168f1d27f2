import { Migration } from '@mikro-orm/migrations';
import {
  APPEND_ONLY_TABLES,
  FOUNDATION_SQL,
  PLATFORM_TABLES,
  TENANT_TABLES,
} from './0001-foundation.sql';
import { appendOnlySql, platformAccessSql, tenantTableSql, tenantsTableSql } from '../security-sql';

export class Foundation extends Migration {
  override up(): void {
    this.addSql(FOUNDATION_SQL);
    this.addSql(tenantsTableSql());
    for (const table of TENANT_TABLES) this.addSql(tenantTableSql(table));
    for (const table of PLATFORM_TABLES) this.addSql(platformAccessSql(table));
    for (const table of APPEND_ONLY_TABLES) this.addSql(appendOnlySql(table));
  }
}
