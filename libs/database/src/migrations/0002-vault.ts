import { Migration } from '@mikro-orm/migrations';
import { platformAccessSql } from '../security-sql';
import { VAULT_PLATFORM_TABLES, VAULT_SQL } from './0002-vault.sql';

export class Vault extends Migration {
  override up(): void {
    this.addSql(VAULT_SQL);
    for (const table of VAULT_PLATFORM_TABLES) this.addSql(platformAccessSql(table));
  }
}
