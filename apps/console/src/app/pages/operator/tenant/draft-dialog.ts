import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import type { InvoiceDetailView } from '@renum/contracts';
import { InvoicesApi } from '../../../core/api/invoices.api';
import { Attempt } from '../../../core/attempt';
import { dayWords, monthWords } from '../../../core/billing-words';
import { FailureNote } from '../../../ui/failure-note/failure-note';
import { endedMonths, type TenantSince } from './ended-months';

/** Drafts the invoice of a month that has ended. */
@Component({
  selector: 'rn-draft-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatSelectModule,
    ReactiveFormsModule,
  ],
  template: `
    <h2 mat-dialog-title>Draft an invoice</h2>
    <form [formGroup]="form" (ngSubmit)="save()" novalidate>
      <mat-dialog-content>
        <div class="rn-form">
          @if (months.length === 0) {
            <p>
              No month of this tenant has ended yet: it has been here since
              {{ day(data.since) }}.
            </p>
          } @else {
            <mat-form-field>
              <mat-label>Month</mat-label>
              <mat-select formControlName="month">
                @for (month of months; track month) {
                  <mat-option [value]="month">{{ words(month) }}</mat-option>
                }
              </mat-select>
              <mat-hint>It closes the month: what comes in later is on the next one</mat-hint>
            </mat-form-field>
          }
          <rn-failure-note [failure]="attempt.failure()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>Cancel</button>
        @if (months.length > 0) {
          <button matButton="filled" type="submit" [disabled]="attempt.busy()">Draft</button>
        }
      </mat-dialog-actions>
    </form>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DraftDialog {
  private readonly api = inject(InvoicesApi);
  protected readonly data = inject<TenantSince>(MAT_DIALOG_DATA);
  private readonly reference = inject(MatDialogRef<DraftDialog, InvoiceDetailView>);
  protected readonly months = endedMonths(new Date(), this.data.since);
  protected readonly words = monthWords;
  protected readonly day = dayWords;
  protected readonly attempt = new Attempt();
  protected readonly form = inject(NonNullableFormBuilder).group({ month: [this.months[0] ?? ''] });

  protected async save(): Promise<void> {
    await this.attempt.make(async () => {
      this.reference.close(await this.api.draft(this.data.tenantId, this.form.getRawValue().month));
    });
  }
}
