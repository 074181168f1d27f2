import type { BillingMode, PriceRules } from '@renum/contracts';
import { AuditService } from '@renum/audit';
import type { PlatformDatabase } from '@renum/database';
import { newId } from '@renum/platform';
import { PriceBooks } from '../ledger/price-books';
import { WalletDesk } from '../ledger/wallet-desk';
import { PgUsageSink } from '../pg-usage-sink';
import { usageRow, type UsageRow } from '../usage-record';

export interface WorldUsage {
  id?: string;
  at?: string;
  agentId?: string;
  /** Of an app's act, which is no agent's. */
  apiKeyId?: string;
  provider?: string;
  meter?: string;
  quantityMilli?: number;
  costNano?: bigint;
  platformKey?: boolean;
}

interface WorldTenant {
  id: string;
  owner: { userId: string };
}

/** For specs: real PostgreSQL, tenants with terms, and usage on the way that the data plane takes. */
export class LedgerWorld<T extends WorldTenant> {
  readonly desk: WalletDesk;
  readonly books: PriceBooks;
  readonly sink: PgUsageSink;

  constructor(
    private readonly platform: PlatformDatabase,
    private readonly newTenant: () => Promise<T>,
  ) {
    this.desk = new WalletDesk(platform, new AuditService(), { changed: () => Promise.resolve() });
    this.books = new PriceBooks(platform);
    this.sink = new PgUsageSink(platform);
  }

  /** A tenant that pays by these rules, which are a price book of its own. */
  async tenant(rules?: Partial<PriceRules>, mode: BillingMode = 'postpaid'): Promise<T> {
    const tenant = await this.newTenant();
    const operator = tenant.owner.userId;
    if (rules) {
      const name = `book-${tenant.id}`;
      const whole = { markupBp: 0, fees: [], ...rules };
      const effectiveFrom = new Date(0);
      await this.books.publish({ name, effectiveFrom, rules: whole }, operator);
      await this.desk.setTerms(tenant.id, { mode, priceBook: name }, operator);
    }
    return tenant;
  }

  event(tenant: WorldTenant, usage: WorldUsage = {}): UsageRow {
    const { id = newId(), at = new Date().toISOString(), agentId = newId() } = usage;
    const { provider = 'tavily', meter, quantityMilli, costNano = 0n, platformKey } = usage;
    const run = { agentVersionId: newId(), threadId: newId(), runId: newId(), instanceId: newId() };
    const who = usage.apiKeyId ? { apiKeyId: usage.apiKeyId } : { ...run, agentId };
    const what = { kind: 'tool' as const, operation: 'search', provider, platformKey };
    const start = { ...who, ...what, id, at, tenantId: tenant.id };
    return usageRow(start, { meter, quantityMilli, costNano, priced: true, status: 200 });
  }

  async write(rows: UsageRow[]): Promise<void> {
    const refused = await this.sink.write(rows);
    if (refused.length > 0) throw new Error(refused[0]?.message);
  }

  ask<R>(sql: string, params: unknown[] = []): Promise<R[]> {
    return this.platform.transaction((em) => em.execute<R[]>(sql, params));
  }

  /** Balances by account, as the entries say and as the trigger has kept them. */
  async balances(tenantId: string): Promise<Record<string, string>> {
    const of = async (from: string) => {
      const rows = await this.ask<{ account: string; amount: string }>(
        `select account, amount::text as amount from (${from}) as sums where amount <> 0
         order by account`,
        [tenantId],
      );
      return Object.fromEntries(rows.map(({ account, amount }) => [account, amount]));
    };
    const kept = await of(
      'select account, balance_nano as amount from ledger_balances where tenant_id = ?',
    );
    const summed = await of(`select account, sum(amount_nano) as amount from ledger_entries
      where tenant_id = ? group by account`);
    expect(kept).toEqual(summed);
    expect(Object.values(kept).reduce((sum, amount) => sum + BigInt(amount), 0n)).toBe(0n);
    return kept;
  }

  async chargeOf(tenantId: string): Promise<string> {
    const [row] = await this.ask<{ sum: string }>(
      'select coalesce(sum(charge_nano), 0)::text as sum from usage_charges where tenant_id = ?',
      [tenantId],
    );
    return row?.sum ?? '';
  }
}
