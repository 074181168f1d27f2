import type { UsageRow } from '../usage-record';
import type { RefusedRow, UsageSink } from '../usage-sink';
import type { WalletNews } from './wallet-news';

/** Writes usage, and says whose wallet that emptied; nobody waits for the saying. */
export class AnnouncingSink implements UsageSink {
  constructor(
    private readonly sink: UsageSink,
    private readonly news: Pick<WalletNews, 'afterSpending'>,
  ) {}

  async write(rows: readonly UsageRow[]): Promise<RefusedRow[]> {
    const refused = await this.sink.write(rows);
    void this.news.afterSpending(rows.map((row) => row.tenant_id));
    return refused;
  }
}
