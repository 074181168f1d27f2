import { Migration } from '@mikro-orm/migrations';
import { appendOnlySql, platformAccessSql, tenantTableSql } from '../security-sql';
import {
  PAYMENTS_APPEND_ONLY_TABLES,
  PAYMENTS_PLATFORM_TABLES,
  PAYMENTS_RIGHTS_SQL,
  PAYMENTS_SQL,
  PAYMENTS_TENANT_TABLES,
} from './0012-payments.sql';

export class Payments extends Migration {
  override up(): void {
    this.addSql(PAYMENTS_SQL);
    for (const table of PAYMENTS_TENANT_TABLES) this.addSql(tenantTableSql(table));
    for (const table of PAYMENTS_PLATFORM_TABLES) this.addSql(platformAccessSql(table));
    for (const table of PAYMENTS_APPEND_ONLY_TABLES) this.addSql(appendOnlySql(table));
    this.addSql(PAYMENTS_RIGHTS_SQL);
  }
}
