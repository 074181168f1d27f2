import { Migration } from '@mikro-orm/migrations';
import { appendOnlySql, platformAccessSql, tenantTableSql } from '../security-sql';
import {
  POLICY_APPEND_ONLY_TABLES,
  POLICY_PLATFORM_TABLES,
  POLICY_SQL,
  POLICY_TENANT_TABLES,
} from './0003-policy.sql';

export class Policy extends Migration {
  override up(): void {
    this.addSql(POLICY_SQL);
    for (const table of POLICY_TENANT_TABLES) this.addSql(tenantTableSql(table));
    for (const table of POLICY_PLATFORM_TABLES) this.addSql(platformAccessSql(table));
    for (const table of POLICY_APPEND_ONLY_TABLES) this.addSql(appendOnlySql(table));
  }
}
