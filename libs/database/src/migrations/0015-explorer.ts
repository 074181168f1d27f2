import { Migration } from '@mikro-orm/migrations';
import { EXPLORER_SQL } from './0015-explorer.sql';

export class Explorer extends Migration {
  override up(): void {
    this.addSql(EXPLORER_SQL);
  }
}
