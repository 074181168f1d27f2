import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { InvoiceDetailView, InvoiceState, InvoiceView, Page } from '@renum/contracts';
import { INVOICE_MOVES, PlatformDatabase, type EntityManager } from '@renum/database';
import { DomainError, newId } from '@renum/platform';
import { lockAccount } from '../ledger/accounts';
import { asOperator } from '../ledger/as-operator';
import { post, type Entry } from '../ledger/post';
import { addCreditNote, notesOf, type NewCreditNote } from './credit-notes';
import { makeDraft } from './draft';
import type { Recipient } from './invoice-pdf';
import { detailOf, findInvoice, listInvoices, type DbInvoice } from './invoice-rows';
import { issueInvoice, taxEntries } from './issue';
import { settleIfNothingIsDue, settleInvoice } from './settle';

/** Where operators write invoices. Each step is in the tenant's audit log. */
@Injectable()
export class InvoiceDesk {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly audit: AuditService,
  ) {}

  /** Drafts too, newest first. */
  list(tenantId: string, page: { cursor?: string; limit: number }): Promise<Page<InvoiceView>> {
    const where = { condition: 'tenant_id = ?', parameters: [tenantId] };
    return this.database.transaction((em) => listInvoices(em, where, page));
  }

  /** Whatever its state, with whom it is for. @throws DomainError `not_found` */
  get(id: string): Promise<{ invoice: InvoiceDetailView; to: Recipient }> {
    return this.database.transaction(async (em) => {
      const row = await findInvoice(em, id);
      const [tenant] = await em.execute<{ name: string }[]>(
        'select name from tenants where id = ?',
        [row.tenant_id],
      );
      return { invoice: await detailOf(em, row), to: { name: tenant?.name ?? '' } };
    });
  }

  /** @param month `2026-11` @throws DomainError `not_found`, `validation_failed`, `conflict` */
  draft(tenantId: string, month: string, operatorId: string): Promise<InvoiceDetailView> {
    return this.database.transaction(async (em) => {
      const row = await findInvoice(em, await makeDraft(em, tenantId, month));
      await this.record(em, row, operatorId, 'invoice.drafted', { month });
      return detailOf(em, row);
    });
  }

  /** Gives it its number; the tenant sees it from now on. With nothing due it is paid. @throws DomainError `illegal_transition` */
  issue(id: string, operatorId: string): Promise<InvoiceDetailView> {
    return this.move(id, 'issued', operatorId, (em, invoice) => issueInvoice(em, invoice));
  }

  /** What it says, less its credit notes, has been paid. @throws DomainError `illegal_transition` */
  pay(id: string, operatorId: string): Promise<InvoiceDetailView> {
    return this.move(id, 'paid', operatorId, async (em, invoice) => {
      await settleInvoice(em, invoice);
    });
  }

  /** Its month can be billed anew. @throws DomainError `illegal_transition`, `conflict` */
  void(id: string, operatorId: string): Promise<InvoiceDetailView> {
    return this.move(id, 'void', operatorId, async (em, invoice) => {
      if ((await notesOf(em, id)).count > 0)
        throw new DomainError('conflict', 'The invoice has credit notes.');
      await em.execute(`update invoices set state = 'void', voided_at = now() where id = ?`, [id]);
      if (invoice.state === 'issued')
        await this.post(em, invoice, 'adjustment', invoice.number, taxEntries(invoice, -1n));
    });
  }

  /** Gives back part of what an invoice asks for; with nothing left due it is paid. @throws DomainError `not_found`, `conflict` */
  creditNote(id: string, note: NewCreditNote, operatorId: string): Promise<InvoiceDetailView> {
    return this.database.transaction(async (em) => {
      const invoice = await this.locked(em, id);
      if (await addCreditNote(em, invoice, note))
        await this.record(em, invoice, operatorId, 'invoice.credit_note_issued', {
          netNano: String(note.netNano),
        });
      await this.settleIfNothingIsDue(em, invoice, operatorId);
      return detailOf(em, await findInvoice(em, id));
    });
  }

  private move(
    id: string,
    to: InvoiceState,
    operatorId: string,
    work: (em: EntityManager, invoice: DbInvoice) => Promise<void>,
  ): Promise<InvoiceDetailView> {
    return this.database.transaction(async (em) => {
      const invoice = await this.locked(em, id);
      const legal: readonly InvoiceState[] = INVOICE_MOVES[invoice.state];
      if (!legal.includes(to))
        throw new DomainError(
          'illegal_transition',
          `An invoice that is ${invoice.state} does not become ${to}.`,
        );
      await work(em, invoice);
      await this.record(em, invoice, operatorId, `invoice.${to}`, { from: invoice.state });
      await this.settleIfNothingIsDue(em, await findInvoice(em, id), operatorId);
      return detailOf(em, await findInvoice(em, id));
    });
  }

  private async settleIfNothingIsDue(
    em: EntityManager,
    invoice: DbInvoice,
    operatorId: string,
  ): Promise<void> {
    if (await settleIfNothingIsDue(em, invoice))
      await this.record(em, invoice, operatorId, 'invoice.paid', { from: invoice.state });
  }

  /** The account first, as everywhere: two who lock in other orders could wait for each other. */
  private async locked(em: EntityManager, id: string): Promise<DbInvoice> {
    const { tenant_id: tenantId } = await findInvoice(em, id);
    await lockAccount(em, tenantId);
    return findInvoice(em, id, { lock: true });
  }

  private post(
    em: EntityManager,
    invoice: DbInvoice,
    kind: 'adjustment',
    number: string | null,
    entries: Entry[],
  ): Promise<void> {
    const { tenant_id: tenantId, currency } = invoice;
    const reference = number ?? undefined;
    return post(em, { id: newId(), tenantId, kind, currency, reference, entries });
  }

  private record(
    em: EntityManager,
    { id, tenant_id: tenantId }: DbInvoice,
    operatorId: string,
    action: string,
    detail: Record<string, unknown>,
  ): Promise<void> {
    const entry = { action, targetType: 'invoice', targetId: id, detail };
    return asOperator(tenantId, operatorId, () => this.audit.record(em, entry));
  }
}
