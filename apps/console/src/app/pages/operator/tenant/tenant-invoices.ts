import { ChangeDetectionStrategy, Component, inject, input, type OnInit } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';
import type { InvoiceDetailView, InvoiceView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { InvoicesApi } from '../../../core/api/invoices.api';
import { Paged } from '../../../core/api/paged';
import { LoadError } from '../../../ui/load-error/load-error';
import { ShowMore } from '../../../ui/show-more/show-more';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { InvoiceTable } from '../../billing/invoices/invoice-table';
import { DraftDialog } from './draft-dialog';
import type { TenantSince } from './ended-months';

/** A tenant's invoices and drafts, and the way to the next one. */
@Component({
  selector: 'rn-tenant-invoices',
  imports: [InvoiceTable, LoadError, MatButton, MatIcon, ShowMore, Skeleton],
  template: `
    <div class="head">
      <h2>Invoices</h2>
      <button matButton="tonal" type="button" [disabled]="!since()" (click)="draft()">
        <mat-icon>post_add</mat-icon>Draft a month
      </button>
    </div>
    @if (invoices.error() && !invoices.loaded()) {
      <rn-load-error [error]="invoices.error()" (retry)="invoices.reload()" />
    } @else if (!invoices.loaded()) {
      <rn-skeleton [count]="2" />
    } @else if (invoices.items().length === 0) {
      <p class="rn-muted">It has none yet.</p>
    } @else {
      <rn-invoice-table [rows]="invoices.items()" base="/operator/invoices" />
      <rn-show-more [list]="invoices" />
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 12px;
    }
    .head {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: 12px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TenantInvoices implements OnInit {
  private readonly api = inject(InvoicesApi);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  readonly tenantId = input.required<string>();
  /** The moment since which there is the tenant; nothing is drafted until it is known. */
  readonly since = input.required<string | undefined>();
  protected readonly invoices = new Paged<InvoiceView>((cursor) =>
    this.api.list(this.tenantId(), cursor),
  );

  ngOnInit(): void {
    void this.invoices.reload();
  }

  /** A draft is looked at before it is issued: that comes next. */
  protected async draft(): Promise<void> {
    const since = this.since();
    if (!since) return;
    const opened = this.dialog.open<DraftDialog, TenantSince, InvoiceDetailView>(DraftDialog, {
      data: { tenantId: this.tenantId(), since },
      width: '420px',
      maxWidth: '94vw',
    });
    const made = await firstValueFrom(opened.afterClosed());
    if (made) await this.router.navigate(['/operator/invoices', made.id]);
  }
}
