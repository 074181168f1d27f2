import {
  CURRENCY,
  type CreditGrantView,
  type Page,
  type WalletTransactionView,
  type WalletView,
} from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { findAccount, type Account } from './accounts';
import { money, moneyUnlessZero } from './money';

interface DbGrant {
  id: string;
  amount: string;
  remaining: string;
  priority: number;
  expires_at: Date | string | null;
  note: string | null;
  created_at: Date | string;
}

interface DbTransaction {
  id: string;
  at: Date | string;
  kind: WalletTransactionView['kind'];
  currency: string;
  reference: string | null;
  wallet: string | null;
  grants: string | null;
  receivable: string | null;
}

const iso = (at: Date | string): string => new Date(at).toISOString();

const grantViewOf = (row: DbGrant, currency: string): CreditGrantView => ({
  id: row.id,
  amount: money(row.amount, currency),
  remaining: money(row.remaining, currency),
  priority: row.priority,
  expiresAt: row.expires_at === null ? undefined : iso(row.expires_at),
  note: row.note ?? undefined,
  createdAt: iso(row.created_at),
});

export const suspensionOf = (account: Account | undefined): WalletView['suspended'] =>
  account?.suspended_at ? { since: iso(account.suspended_at), reason: 'wallet_empty' } : undefined;

/** What a tenant has and owes. A tenant that nothing was ever agreed with has and owes nothing. */
export async function walletOf(em: EntityManager, tenantId: string): Promise<WalletView> {
  const account = await findAccount(em, tenantId);
  const currency = account?.currency ?? CURRENCY;
  const [balances] = await em.execute<{ wallet: string; receivable: string }[]>(
    `select coalesce(sum(balance_nano) filter (where account = 'wallet'), 0)::text as wallet,
       coalesce(sum(balance_nano) filter (where account = 'receivable'), 0)::text as receivable
     from ledger_balances where tenant_id = ? and currency = ?`,
    [tenantId, currency],
  );
  const grants = await em.execute<DbGrant[]>(
    `select id, amount_nano::text as amount, remaining_nano::text as remaining, priority,
       expires_at, note, created_at
     from credit_grants where tenant_id = ? and remaining_nano > 0
       and (expires_at is null or expires_at > now())
     order by priority, expires_at nulls last, id`,
    [tenantId],
  );
  const credits = grants.reduce((sum, { remaining }) => sum + BigInt(remaining), 0n);
  return {
    mode: account?.mode ?? 'postpaid',
    balance: money(balances?.wallet ?? '0', currency),
    credits: money(credits, currency),
    owed: money(-BigInt(balances?.receivable ?? 0), currency),
    grants: grants.map((row) => grantViewOf(row, currency)),
    suspended: suspensionOf(account),
  };
}

const sumOf = (account: string): string =>
  `sum(e.amount_nano) filter (where e.account = '${account}')`;

/** Movements of the tenant's own accounts, newest first; Renum's side of them is not shown. */
export async function transactionsOf(
  em: EntityManager,
  tenantId: string,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<WalletTransactionView>> {
  const rows = await em.execute<DbTransaction[]>(
    `select t.id, t.at, t.kind, t.currency, t.reference, ${sumOf('wallet')}::text as wallet,
       ${sumOf('grants')}::text as grants, ${sumOf('receivable')}::text as receivable
     from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
       and e.tenant_id = t.tenant_id and e.account in ('wallet', 'grants', 'receivable')
     where t.tenant_id = ? and ${cursor ? 't.id < ?' : 'true'}
     group by t.id order by t.id desc limit ?`,
    [tenantId, ...(cursor ? [cursor] : []), limit + 1],
  );
  const items = rows.slice(0, limit).map((row) => ({
    id: row.id,
    at: iso(row.at),
    kind: row.kind,
    wallet: moneyUnlessZero(row.wallet, row.currency),
    credits: moneyUnlessZero(row.grants, row.currency),
    receivable: moneyUnlessZero(row.receivable, row.currency),
    reference: row.reference ?? undefined,
  }));
  const last = items.at(-1);
  return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
}
