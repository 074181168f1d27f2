import { Migration } from '@mikro-orm/migrations';
import { tenantTableSql } from '../security-sql';
import { TRACING_SQL, TRACING_TENANT_TABLES } from './0014-tracing.sql';

export class Tracing extends Migration {
  override up(): void {
    this.addSql(TRACING_SQL);
    for (const table of TRACING_TENANT_TABLES) this.addSql(tenantTableSql(table));
  }
}
