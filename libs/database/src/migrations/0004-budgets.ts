import { Migration } from '@mikro-orm/migrations';
import { platformAccessSql, tenantTableSql } from '../security-sql';
import { BUDGETS_PLATFORM_TABLES, BUDGETS_SQL, BUDGETS_TENANT_TABLES } from './0004-budgets.sql';

export class Budgets extends Migration {
  override up(): void {
    this.addSql(BUDGETS_SQL);
    for (const table of BUDGETS_TENANT_TABLES) this.addSql(tenantTableSql(table));
    for (const table of BUDGETS_PLATFORM_TABLES) this.addSql(platformAccessSql(table));
  }
}
