import type {
  Page,
  PaymentProviderName,
  PaymentPurpose,
  PaymentState,
  PaymentView,
} from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';
import { money } from '../ledger/money';

type At = Date | string | null;

export interface DbPayment {
  id: string;
  tenant_id: string;
  provider: PaymentProviderName;
  purpose: PaymentPurpose;
  invoice_id: string | null;
  amount: string;
  currency: string;
  state: PaymentState;
  checkout_ref: string | null;
  payment_ref: string | null;
  refunded: string;
  disputed_at: At;
  created_at: Date | string;
  paid_at: At;
}

const COLUMNS = `id, tenant_id, provider, purpose, invoice_id, amount_nano::text as amount, currency,
  state, checkout_ref, payment_ref, refunded_nano::text as refunded, disputed_at, created_at, paid_at`;

const iso = (at: At): string | undefined => (at === null ? undefined : new Date(at).toISOString());

export const paymentViewOf = (row: DbPayment): PaymentView => ({
  id: row.id,
  tenantId: row.tenant_id,
  provider: row.provider,
  purpose: row.purpose,
  invoiceId: row.invoice_id ?? undefined,
  amount: money(row.amount, row.currency),
  state: row.state,
  refunded: money(row.refunded, row.currency),
  disputedAt: iso(row.disputed_at),
  createdAt: new Date(row.created_at).toISOString(),
  paidAt: iso(row.paid_at),
});

/** Under the tenant's account's lock, nobody else changes it. */
export async function findPayment(em: EntityManager, id: string): Promise<DbPayment | undefined> {
  const [row] = await em.execute<DbPayment[]>(`select ${COLUMNS} from payments where id = ?`, [id]);
  return row;
}

/** @throws DomainError `not_found` */
export async function paymentOf(em: EntityManager, id: string): Promise<DbPayment> {
  const row = await findPayment(em, id);
  if (!row) throw new DomainError('not_found', 'There is nothing here under this id.');
  return row;
}

/** Newest first. */
export async function listPayments(
  em: EntityManager,
  tenantId: string,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<PaymentView>> {
  const rows = await em.execute<DbPayment[]>(
    `select ${COLUMNS} from payments where tenant_id = ? and ${cursor ? 'id < ?' : 'true'}
     order by id desc limit ?`,
    [tenantId, ...(cursor ? [cursor] : []), limit + 1],
  );
  const items = rows.slice(0, limit).map(paymentViewOf);
  const last = items.at(-1);
  return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
}
