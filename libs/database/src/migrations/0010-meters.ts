import { Migration } from '@mikro-orm/migrations';
import { METERS_CHARGE_SQL } from './0010-meters.charge.sql';
import { METERS_SQL, METERS_SUM_SQL } from './0010-meters.sql';

export class Meters extends Migration {
  override up(): void {
    this.addSql(METERS_SQL);
    this.addSql(METERS_SUM_SQL);
    this.addSql(METERS_CHARGE_SQL);
  }
}
