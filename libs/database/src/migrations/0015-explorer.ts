import { Migration } from '@mikro-orm/migrations';
import { tenantTableSql } from '../security-sql';
import { EXPLORER_SQL, EXPLORER_TENANT_TABLES } from './0015-explorer.sql';

export class Explorer extends Migration {
  override up(): void {
    this.addSql(EXPLORER_SQL);
    for (const table of EXPLORER_TENANT_TABLES) this.addSql(tenantTableSql(table));
  }
}
