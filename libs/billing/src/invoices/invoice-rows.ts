import type {
  CreditNoteView,
  InvoiceDetailView,
  InvoiceLineView,
  InvoiceState,
  InvoiceView,
  Page,
} from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';
import { money } from '../ledger/money';

type At = Date | string | null;

export interface DbInvoice {
  id: string;
  tenant_id: string;
  month: string;
  state: InvoiceState;
  number: string | null;
  currency: string;
  usage: string;
  credits: string;
  prepaid: string;
  tax_name: string;
  tax_bp: number;
  tax: string;
  rounding: string;
  total: string;
  created_at: Date | string;
  issued_at: At;
  paid_at: At;
  voided_at: At;
}

const COLUMNS = `id, tenant_id, to_char(month, 'YYYY-MM') as month, state, number, currency,
  usage_nano::text as usage, credits_nano::text as credits, prepaid_nano::text as prepaid, tax_name,
  tax_bp, tax_nano::text as tax, rounding_nano::text as rounding, total_nano::text as total,
  created_at, issued_at, paid_at, voided_at`;

const iso = (at: At): string | undefined => (at === null ? undefined : new Date(at).toISOString());

export const viewOf = (row: DbInvoice): InvoiceView => {
  const amount = (nano: string) => money(nano, row.currency);
  return {
    id: row.id,
    tenantId: row.tenant_id,
    month: row.month,
    state: row.state,
    number: row.number ?? undefined,
    usage: amount(row.usage),
    credits: amount(row.credits),
    prepaid: amount(row.prepaid),
    tax: { name: row.tax_name, bp: row.tax_bp, amount: amount(row.tax) },
    rounding: amount(row.rounding),
    total: amount(row.total),
    createdAt: new Date(row.created_at).toISOString(),
    issuedAt: iso(row.issued_at),
    paidAt: iso(row.paid_at),
    voidedAt: iso(row.voided_at),
  };
};

interface DbLine {
  agent_id: string | null;
  agent_name: string | null;
  api_key_id: string | null;
  app_name: string | null;
  item: string;
  events: string;
  quantity: string;
  meter: string | null;
  amount: string;
}

interface DbNote {
  id: string;
  number: string;
  issued_at: Date | string;
  reason: string;
  net: string;
  tax: string;
  total: string;
}

/** Drafts are the operators' own business: `numbered` leaves them out. */
export async function findInvoice(
  em: EntityManager,
  id: string,
  { numbered = false, lock = false } = {},
): Promise<DbInvoice> {
  const [row] = await em.execute<DbInvoice[]>(
    `select ${COLUMNS} from invoices where id = ? ${numbered ? 'and number is not null' : ''}
     ${lock ? 'for update' : ''}`,
    [id],
  );
  if (!row) throw new DomainError('not_found', 'There is nothing here under this id.');
  return row;
}

export async function listInvoices(
  em: EntityManager,
  where: { condition: string; parameters: readonly string[] },
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<InvoiceView>> {
  const rows = await em.execute<DbInvoice[]>(
    `select ${COLUMNS} from invoices where ${where.condition} and ${cursor ? 'id < ?' : 'true'}
     order by id desc limit ?`,
    [...where.parameters, ...(cursor ? [cursor] : []), limit + 1],
  );
  const items = rows.slice(0, limit).map(viewOf);
  const last = items.at(-1);
  return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
}

/** With lines and credit notes. */
export async function detailOf(em: EntityManager, row: DbInvoice): Promise<InvoiceDetailView> {
  const lines = await em.execute<DbLine[]>(
    `select agent_id, agent_name, api_key_id, app_name, item, events::text as events, meter,
       quantity_milli::text as quantity, amount_nano::text as amount
     from invoice_lines where invoice_id = ? order by position`,
    [row.id],
  );
  const notes = await em.execute<DbNote[]>(
    `select id, number, issued_at, reason, net_nano::text as net, tax_nano::text as tax,
       total_nano::text as total from credit_notes where invoice_id = ? order by id`,
    [row.id],
  );
  const lineOf = (line: DbLine): InvoiceLineView => ({
    agentId: line.agent_id ?? undefined,
    agentName: line.agent_name ?? undefined,
    apiKeyId: line.api_key_id ?? undefined,
    apiKeyName: line.app_name ?? undefined,
    item: line.item,
    events: Number(line.events),
    quantityMilli: Number(line.quantity),
    meter: line.meter ?? undefined,
    amount: money(line.amount, row.currency),
  });
  const noteOf = (note: DbNote): CreditNoteView => ({
    id: note.id,
    number: note.number,
    issuedAt: new Date(note.issued_at).toISOString(),
    reason: note.reason,
    net: money(note.net, row.currency),
    tax: money(note.tax, row.currency),
    total: money(note.total, row.currency),
  });
  return { ...viewOf(row), lines: lines.map(lineOf), creditNotes: notes.map(noteOf) };
}
