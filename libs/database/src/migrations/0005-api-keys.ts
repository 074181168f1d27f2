import { Migration } from '@mikro-orm/migrations';
import { tenantTableSql } from '../security-sql';
import { API_KEYS_SQL, API_KEYS_TENANT_TABLES } from './0005-api-keys.sql';

export class ApiKeys extends Migration {
  override up(): void {
    this.addSql(API_KEYS_SQL);
    for (const table of API_KEYS_TENANT_TABLES) this.addSql(tenantTableSql(table));
  }
}
