import { Migration } from '@mikro-orm/migrations';
import { USAGE_CHARGE_SQL } from './0009-gateway.charge.sql';
import { GATEWAY_SQL } from './0009-gateway.sql';

export class Gateway extends Migration {
  override up(): void {
    this.addSql(GATEWAY_SQL);
    this.addSql(USAGE_CHARGE_SQL);
  }
}
