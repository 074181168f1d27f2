import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { newId } from '@renum/platform';
import { WalletNews } from '../wallet/wallet-news';
import { lockAccount } from './accounts';
import { post } from './post';

interface DbExpired {
  id: string;
  remaining: string;
}

/** Books off what is left of grants that have expired; nobody could use it any more anyway. */
@Injectable()
export class GrantExpiry {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly news: WalletNews,
  ) {}

  /** How many grants were booked off. Repeating it does nothing. */
  async sweep(): Promise<number> {
    const tenants = await this.database.transaction((em) =>
      em.execute<{ tenant_id: string }[]>(
        `select distinct tenant_id from credit_grants
         where remaining_nano > 0 and expires_at <= now()`,
      ),
    );
    let count = 0;
    for (const { tenant_id: tenantId } of tenants) count += await this.sweepTenant(tenantId);
    if (count > 0) await this.news.afterSpending(tenants.map((row) => row.tenant_id));
    return count;
  }

  private sweepTenant(tenantId: string): Promise<number> {
    return this.database.transaction(async (em) => {
      const { currency } = await lockAccount(em, tenantId);
      const expired = await em.execute<DbExpired[]>(
        `select id, remaining_nano::text as remaining from credit_grants
         where tenant_id = ? and remaining_nano > 0 and expires_at <= now() order by id`,
        [tenantId],
      );
      for (const { id: grantId, remaining } of expired) {
        const amountNano = BigInt(remaining);
        const entries = [
          { account: 'grants' as const, amountNano: -amountNano, grantId },
          { account: 'cost' as const, amountNano },
        ];
        await post(em, { id: newId(), tenantId, kind: 'expiry', currency, entries });
      }
      // Also with nothing left to book: time alone can have emptied a prepaid account.
      await em.execute('select wallet_refresh(?)', [tenantId]);
      return expired.length;
    });
  }
}
