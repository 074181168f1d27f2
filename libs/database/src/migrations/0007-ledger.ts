import { Migration } from '@mikro-orm/migrations';
import { appendOnlySql, platformAccessSql, tenantTableSql } from '../security-sql';
import {
  LEDGER_APPEND_ONLY_TABLES,
  LEDGER_PLATFORM_TABLES,
  LEDGER_RIGHTS_SQL,
  LEDGER_SQL,
  LEDGER_TENANT_TABLES,
} from './0007-ledger.sql';

export class Ledger extends Migration {
  override up(): void {
    this.addSql(LEDGER_SQL);
    for (const table of LEDGER_TENANT_TABLES) this.addSql(tenantTableSql(table));
    for (const table of LEDGER_PLATFORM_TABLES) this.addSql(platformAccessSql(table));
    for (const table of LEDGER_APPEND_ONLY_TABLES) this.addSql(appendOnlySql(table));
    this.addSql(LEDGER_RIGHTS_SQL);
  }
}
