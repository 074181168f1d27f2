import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { BudgetsApi, type BudgetPlace } from '../../../core/api/budgets.api';
import { amountGiven, amountWords } from '../../../core/amount-given';
import { Attempt } from '../../../core/attempt';
import { amountText, parseAmount } from '../../../core/money';
import { FailureNote } from '../../../ui/failure-note/failure-note';

export interface LimitDialogData {
  place: BudgetPlace;
  id: string;
  name: string;
  limitNano: string;
}

/** Changes the limit of a budget. What is spent already stays spent. */
@Component({
  selector: 'rn-limit-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    ReactiveFormsModule,
  ],
  template: `
    <h2 mat-dialog-title>Budget of {{ data.name }}</h2>
    <form [formGroup]="form" (ngSubmit)="save()" novalidate>
      <mat-dialog-content>
        <div class="rn-form">
          <mat-form-field floatLabel="always">
            <mat-label>Limit</mat-label>
            <span matTextPrefix>$&nbsp;</span>
            <input matInput formControlName="limit" inputmode="decimal" autocomplete="off" />
            <mat-hint>It holds within seconds. What was spent already counts.</mat-hint>
            <mat-error>{{
              amountWords(form.controls.limit, 'An amount above zero, such as 25.00')
            }}</mat-error>
          </mat-form-field>
          <rn-failure-note [failure]="attempt.failure()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>Cancel</button>
        <button matButton="filled" type="submit" [disabled]="attempt.busy()">Change</button>
      </mat-dialog-actions>
    </form>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LimitDialog {
  private readonly api = inject(BudgetsApi);
  private readonly reference = inject(MatDialogRef<LimitDialog, true>);
  protected readonly data = inject<LimitDialogData>(MAT_DIALOG_DATA);
  protected readonly attempt = new Attempt();
  protected readonly amountWords = amountWords;
  protected readonly form = inject(NonNullableFormBuilder).group({
    limit: [amountText(this.data.limitNano), [Validators.required, amountGiven()]],
  });

  protected async save(): Promise<void> {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      const limitNano = parseAmount(this.form.getRawValue().limit) ?? '0';
      await this.api.setLimit(this.data.place, this.data.id, limitNano);
      this.reference.close(true);
    });
  }
}
