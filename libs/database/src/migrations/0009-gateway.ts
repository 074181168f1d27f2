import { Migration } from '@mikro-orm/migrations';
import { GATEWAY_SQL } from './0009-gateway.sql';

export class Gateway extends Migration {
  override up(): void {
    this.addSql(GATEWAY_SQL);
  }
}
