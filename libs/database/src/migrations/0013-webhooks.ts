import { Migration } from '@mikro-orm/migrations';
import { tenantTableSql } from '../security-sql';
import { WEBHOOKS_SQL, WEBHOOKS_TENANT_TABLES } from './0013-webhooks.sql';

export class Webhooks extends Migration {
  override up(): void {
    this.addSql(WEBHOOKS_SQL);
    for (const table of WEBHOOKS_TENANT_TABLES) this.addSql(tenantTableSql(table));
  }
}
