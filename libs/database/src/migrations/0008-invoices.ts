import { Migration } from '@mikro-orm/migrations';
import { appendOnlySql, platformAccessSql, tenantTableSql } from '../security-sql';
import {
  INVOICES_APPEND_ONLY_TABLES,
  INVOICES_PLATFORM_TABLES,
  INVOICES_RIGHTS_SQL,
  INVOICES_SQL,
  INVOICES_TENANT_TABLES,
} from './0008-invoices.sql';

export class Invoices extends Migration {
  override up(): void {
    this.addSql(INVOICES_SQL);
    for (const table of INVOICES_TENANT_TABLES) this.addSql(tenantTableSql(table));
    for (const table of INVOICES_PLATFORM_TABLES) this.addSql(platformAccessSql(table));
    for (const table of INVOICES_APPEND_ONLY_TABLES) this.addSql(appendOnlySql(table));
    this.addSql(INVOICES_RIGHTS_SQL);
  }
}
