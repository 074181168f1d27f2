import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';

/** Makes the coming months' tables of usage ahead of time; repeating it does nothing. */
@Injectable()
export class UsageMonths {
  constructor(private readonly database: PlatformDatabase) {}

  async ensure(): Promise<void> {
    await this.database.transaction((em) => em.execute('select ensure_usage_months()'));
  }
}
