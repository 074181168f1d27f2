import type { Page, PaymentEventView } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import type { PaymentNews } from './provider';

/** What came of a piece of news. */
export interface Outcome {
  outcome: PaymentEventView['outcome'];
  /** Why it was refused, or what an operator should know. */
  note?: string;
}

export async function isKnown(em: EntityManager, { id }: PaymentNews): Promise<boolean> {
  return (await em.execute('select 1 from payment_events where id = ?', [id])).length > 0;
}

/** @throws when somebody else has just done so: all that was done with it is undone then */
export async function keepEvent(
  em: EntityManager,
  provider: string,
  { id, type, at }: PaymentNews,
  { outcome, note }: Outcome,
  paymentId: string | undefined,
): Promise<void> {
  await em.execute(
    `insert into payment_events (id, provider, type, occurred_at, outcome, note, payment_id)
     values (?, ?, ?, ?, ?, ?, ?)`,
    [id, provider, type, at, outcome, note ?? null, paymentId ?? null],
  );
}

interface DbEvent {
  id: string;
  type: string;
  occurred_at: Date | string;
  received_at: Date | string;
  outcome: PaymentEventView['outcome'];
  note: string | null;
  payment_id: string | null;
}

const viewOf = (row: DbEvent): PaymentEventView => ({
  id: row.id,
  type: row.type,
  occurredAt: new Date(row.occurred_at).toISOString(),
  receivedAt: new Date(row.received_at).toISOString(),
  outcome: row.outcome,
  note: row.note ?? undefined,
  paymentId: row.payment_id ?? undefined,
});

/** Those that an operator has to look at, the newest first; few. */
export async function notableEvents(
  em: EntityManager,
  limit: number,
): Promise<Page<PaymentEventView>> {
  const rows = await em.execute<DbEvent[]>(
    `select * from payment_events where outcome = 'refused' or note is not null
     order by received_at desc limit ?`,
    [limit],
  );
  return { items: rows.map(viewOf) };
}
