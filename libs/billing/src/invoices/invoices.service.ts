import { Injectable } from '@nestjs/common';
import type { InvoiceDetailView, InvoiceView, Page } from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import { detailOf, findInvoice, listInvoices } from './invoice-rows';

const NUMBERED = { condition: 'number is not null', parameters: [] };

/** A tenant's invoices, as it sees them: from the moment that they have a number. */
@Injectable()
export class InvoicesService {
  constructor(private readonly database: TenantDatabase) {}

  /** Newest first. */
  list(page: { cursor?: string; limit: number }): Promise<Page<InvoiceView>> {
    return this.database.transaction((em) => listInvoices(em, NUMBERED, page));
  }

  /** @throws DomainError `not_found` */
  get(id: string): Promise<InvoiceDetailView> {
    return this.database.transaction(async (em) =>
      detailOf(em, await findInvoice(em, id, { numbered: true })),
    );
  }
}
