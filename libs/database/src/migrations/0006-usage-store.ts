import { Migration } from '@mikro-orm/migrations';
import { appendOnlySql, tenantTableSql } from '../security-sql';
import {
  USAGE_RIGHTS_SQL,
  USAGE_STORE_SQL,
  USAGE_STORE_TENANT_TABLES,
} from './0006-usage-store.sql';

export class UsageStore extends Migration {
  override up(): void {
    this.addSql(USAGE_STORE_SQL);
    for (const table of ['usage_events', ...USAGE_STORE_TENANT_TABLES])
      this.addSql(tenantTableSql(table));
    this.addSql(appendOnlySql('usage_events'));
    this.addSql(USAGE_RIGHTS_SQL);
  }
}
