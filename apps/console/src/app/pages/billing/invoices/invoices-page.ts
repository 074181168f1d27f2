import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { InvoiceView } from '@renum/contracts';
import { InvoicesApi } from '../../../core/api/invoices.api';
import { Paged } from '../../../core/api/paged';
import { EmptyState } from '../../../ui/empty-state/empty-state';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { ShowMore } from '../../../ui/show-more/show-more';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { InvoiceTable } from './invoice-table';

/** What the tenant was billed, month by month. */
@Component({
  selector: 'rn-invoices-page',
  imports: [EmptyState, InvoiceTable, LoadError, PageHeader, ShowMore, Skeleton],
  template: `
    <div class="rn-page">
      <rn-page-header
        heading="Invoices"
        lead="One for each month, from the same events that usage shows: its lines add up to the last digit."
      />
      @if (invoices.error() && !invoices.loaded()) {
        <rn-load-error [error]="invoices.error()" (retry)="invoices.reload()" />
      } @else if (!invoices.loaded()) {
        <rn-skeleton [count]="3" />
      } @else if (invoices.items().length === 0) {
        <rn-empty-state
          icon="receipt"
          heading="No invoice yet"
          text="The invoice of a month comes after the month has ended."
        />
      } @else {
        <rn-invoice-table [rows]="invoices.items()" base="/invoices" />
        <rn-show-more [list]="invoices" />
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InvoicesPage {
  private readonly api = inject(InvoicesApi);
  protected readonly invoices = new Paged<InvoiceView>((cursor) =>
    this.api.list(undefined, cursor),
  );

  constructor() {
    void this.invoices.reload();
  }
}
