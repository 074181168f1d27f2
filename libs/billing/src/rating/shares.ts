import type { EntityManager } from '@renum/database';
import type { Entry, LedgerAccount } from '../ledger/post';

/** Money in one of the tenant's accounts. */
export interface Share {
  account: Extract<LedgerAccount, 'wallet' | 'receivable' | 'grants'>;
  amountNano: bigint;
  grantId?: string;
}

/**
 * The entries of a correction: what is owed more is taken as usage is, from `usable` credit first; what
 * is owed less goes back to where the month's usage was taken from, the last first. What neither
 * covers is on `rest`.
 */
export function entriesOf(
  differenceNano: bigint,
  { usable, taken, rest }: { usable: Share[]; taken: Share[]; rest: Share['account'] },
): Entry[] {
  const sign = differenceNano < 0n ? 1n : -1n;
  let left = differenceNano < 0n ? -differenceNano : differenceNano;
  const entries: Entry[] = [];
  for (const { amountNano, ...share } of differenceNano < 0n ? taken : usable) {
    const part = amountNano < left ? amountNano : left;
    if (part <= 0n) continue;
    entries.push({ ...share, amountNano: sign * part });
    left -= part;
  }
  const same = entries.find(({ account }) => account === rest);
  if (same) same.amountNano += sign * left;
  else entries.push({ account: rest, amountNano: sign * left });
  return [...entries, { account: 'revenue', amountNano: differenceNano }];
}

interface DbShare {
  account: Share['account'];
  grant_id: string | null;
  amount: string;
}

const shareOf = ({ account, grant_id: grantId, amount }: DbShare): Share => ({
  account,
  amountNano: BigInt(amount),
  ...(grantId !== null && { grantId }),
});

/** Grants, in the order in which usage takes them. */
export async function usableCredit(em: EntityManager, tenantId: string): Promise<Share[]> {
  const rows = await em.execute<DbShare[]>(
    `select 'grants' as account, id as grant_id, remaining_nano::text as amount
     from credit_grants where tenant_id = ? and remaining_nano > 0
       and (expires_at is null or expires_at > now())
     order by priority, expires_at nulls last, id`,
    [tenantId],
  );
  return rows.map(shareOf);
}

/**
 * Where a month's usage was taken from, corrections included, the last first. A grant that has expired
 * meanwhile is given back to as well, and lapses again: its credit could not have been used for longer.
 */
export async function takenIn(
  em: EntityManager,
  tenantId: string,
  first: string,
): Promise<Share[]> {
  const rows = await em.execute<DbShare[]>(
    `select e.account, e.grant_id, (-sum(e.amount_nano))::text as amount
     from ledger_transactions t
       join ledger_entries e on e.tenant_id = t.tenant_id and e.transaction_id = t.id
       left join credit_grants g on g.tenant_id = e.tenant_id and g.id = e.grant_id
     where t.tenant_id = ? and t.month = cast(? as date)
       and e.account in ('receivable', 'wallet', 'grants')
     group by e.account, e.grant_id, g.priority, g.expires_at
     having sum(e.amount_nano) < 0
     order by array_position(array['receivable', 'wallet', 'grants'], e.account),
       g.priority desc, g.expires_at desc nulls first, e.grant_id desc`,
    [tenantId, first],
  );
  return rows.map(shareOf);
}
