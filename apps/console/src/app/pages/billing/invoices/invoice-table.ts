import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { MatTableModule } from '@angular/material/table';
import { RouterLink } from '@angular/router';
import type { InvoiceView } from '@renum/contracts';
import { dayWords, invoiceLook, monthWords } from '../../../core/billing-words';
import { Chip } from '../../../ui/chip/chip';
import { ExactMoneyPipe, MoneyPipe } from '../../../ui/pipes';

/** Invoices in a table; each leads to its page. */
@Component({
  selector: 'rn-invoice-table',
  imports: [Chip, ExactMoneyPipe, MatTableModule, MoneyPipe, RouterLink],
  template: `
    <div class="rn-panel rn-scroll-x">
      <table mat-table [dataSource]="rows()" aria-label="Invoices">
        <ng-container matColumnDef="month">
          <th mat-header-cell *matHeaderCellDef>Month</th>
          <td mat-cell *matCellDef="let row">
            <a class="rn-row-link" [routerLink]="[base(), row.id]">{{ monthOf(row.month) }}</a>
            <span class="number rn-muted">{{ row.number ?? 'not issued yet' }}</span>
          </td>
        </ng-container>
        <ng-container matColumnDef="state">
          <th mat-header-cell *matHeaderCellDef>State</th>
          <td mat-cell *matCellDef="let row">
            @let look = lookOf(row);
            <rn-chip [tone]="look.tone" [icon]="look.icon">{{ look.label }}</rn-chip>
          </td>
        </ng-container>
        <ng-container matColumnDef="issued">
          <th mat-header-cell *matHeaderCellDef class="rn-wide-only">Issued</th>
          <td mat-cell *matCellDef="let row" class="rn-wide-only rn-muted">
            {{ row.issuedAt ? dayOf(row.issuedAt) : '' }}
          </td>
        </ng-container>
        <ng-container matColumnDef="usage">
          <th mat-header-cell *matHeaderCellDef class="rn-num rn-wide-only">Usage</th>
          <td
            mat-cell
            *matCellDef="let row"
            class="rn-num rn-wide-only"
            [title]="row.usage.nano | exactMoney: row.usage.currency"
          >
            {{ row.usage.nano | money: row.usage.currency }}
          </td>
        </ng-container>
        <ng-container matColumnDef="total">
          <th mat-header-cell *matHeaderCellDef class="rn-num">Total</th>
          <td mat-cell *matCellDef="let row" class="rn-num">
            <strong>{{ row.total.nano | money: row.total.currency }}</strong>
          </td>
        </ng-container>
        <tr mat-header-row *matHeaderRowDef="columns"></tr>
        <tr mat-row *matRowDef="let row; columns: columns" [class.void]="row.state === 'void'"></tr>
      </table>
    </div>
  `,
  styles: `
    td {
      padding-block: 10px;
    }
    .number {
      display: block;
      font-size: 0.8125rem;
    }
    .void a,
    .void strong {
      text-decoration: line-through;
    }
    strong {
      font-weight: 600;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InvoiceTable {
  readonly rows = input.required<readonly InvoiceView[]>();
  /** The path that an invoice's id is appended to. */
  readonly base = input.required<string>();
  protected readonly columns = ['month', 'state', 'issued', 'usage', 'total'];
  protected readonly monthOf = monthWords;
  protected readonly dayOf = dayWords;
  protected readonly lookOf = invoiceLook;
}
