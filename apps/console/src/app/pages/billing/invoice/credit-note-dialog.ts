import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { InvoiceDetailView } from '@renum/contracts';
import { InvoicesApi } from '../../../core/api/invoices.api';
import { amountGiven, amountWords, wholeCents } from '../../../core/amount-given';
import { Attempt } from '../../../core/attempt';
import { percentWords } from '../../../core/billing-words';
import { newMovementId } from '../../../core/movement-id';
import { parseAmount } from '../../../core/money';
import { FailureNote } from '../../../ui/failure-note/failure-note';

/** Gives back part of what an invoice asks for. */
@Component({
  selector: 'rn-credit-note-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    ReactiveFormsModule,
  ],
  template: `
    <h2 mat-dialog-title>Credit note for {{ invoice.number }}</h2>
    <form [formGroup]="form" (ngSubmit)="save()" novalidate>
      <mat-dialog-content>
        <div class="rn-form">
          <mat-form-field floatLabel="always">
            <mat-label>Amount before tax</mat-label>
            <span matTextPrefix>$&nbsp;</span>
            <input matInput formControlName="net" inputmode="decimal" autocomplete="off" />
            <mat-hint>{{ invoice.tax.name }} of {{ tax }} is added</mat-hint>
            <mat-error>{{
              amountWords(form.controls.net, 'Whole cents above zero, such as 10.00')
            }}</mat-error>
          </mat-form-field>
          <mat-form-field>
            <mat-label>Reason</mat-label>
            <input matInput formControlName="reason" autocomplete="off" />
            <mat-hint>It is on the document</mat-hint>
            <mat-error>Say why</mat-error>
          </mat-form-field>
          <p class="rn-muted">
            {{
              invoice.state === 'paid'
                ? 'It has been paid: what is credited goes to the wallet.'
                : 'It has not been paid: less is owed then.'
            }}
          </p>
          <rn-failure-note [failure]="attempt.failure()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>Cancel</button>
        <button matButton="filled" type="submit" [disabled]="attempt.busy()">Credit</button>
      </mat-dialog-actions>
    </form>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CreditNoteDialog {
  private readonly api = inject(InvoicesApi);
  private readonly reference = inject(MatDialogRef<CreditNoteDialog, InvoiceDetailView>);
  protected readonly invoice = inject<InvoiceDetailView>(MAT_DIALOG_DATA);
  protected readonly tax = percentWords(this.invoice.tax.bp);
  /** One for all attempts of this dialog: an answer that was lost is no second note. */
  private readonly id = newMovementId();
  protected readonly attempt = new Attempt();
  protected readonly amountWords = amountWords;
  protected readonly form = inject(NonNullableFormBuilder).group({
    net: ['', [Validators.required, amountGiven(), wholeCents()]],
    reason: ['', [Validators.required, Validators.maxLength(500)]],
  });

  protected async save(): Promise<void> {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      const { net, reason } = this.form.getRawValue();
      const note = { id: this.id, netNano: parseAmount(net) ?? '0', reason: reason.trim() };
      this.reference.close(await this.api.credit(this.invoice.id, note));
    });
  }
}
