import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import {
  type AbstractControl,
  NonNullableFormBuilder,
  ReactiveFormsModule,
  type ValidationErrors,
  Validators,
} from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatDialogModule } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { PaymentsApi } from '../../../core/api/payments.api';
import { amountGiven, amountWords, wholeCents } from '../../../core/amount-given';
import { Leave } from '../../../core/leave';
import { parseAmount } from '../../../core/money';
import { newMovementId } from '../../../core/movement-id';
import { failureOf, type Failure } from '../../../core/problem';
import { FailureNote } from '../../../ui/failure-note/failure-note';

const NANO = 1_000_000_000n;

/** Less is not worth its fee. */
const atLeastOne = ({ value }: AbstractControl<string>): ValidationErrors | null =>
  BigInt(parseAmount(value) ?? '0') >= NANO ? null : { least: true };

/** How much to pay in; the payment itself happens at the payment provider. */
@Component({
  selector: 'rn-pay-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    ReactiveFormsModule,
  ],
  template: `
    <h2 mat-dialog-title>Top up the wallet</h2>
    <form [formGroup]="form" (ngSubmit)="pay()" novalidate>
      <mat-dialog-content>
        <div class="rn-form">
          <mat-form-field floatLabel="always">
            <mat-label>Amount</mat-label>
            <span matTextPrefix>$&nbsp;</span>
            <input matInput formControlName="amount" inputmode="decimal" autocomplete="off" />
            <mat-hint>You pay on the page of the payment provider</mat-hint>
            <mat-error>{{
              amountWords(form.controls.amount, 'Whole cents and at least 1.00, such as 50.00')
            }}</mat-error>
          </mat-form-field>
          <rn-failure-note [failure]="failure()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>Cancel</button>
        <button matButton="filled" type="submit" [disabled]="busy()">Go and pay</button>
      </mat-dialog-actions>
    </form>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PayDialog {
  private readonly api = inject(PaymentsApi);
  private readonly leave = inject(Leave);
  /** One for all attempts of this dialog: an answer that was lost is no second payment. */
  private readonly id = newMovementId();
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | undefined>(undefined);
  protected readonly amountWords = amountWords;
  protected readonly form = inject(NonNullableFormBuilder).group({
    amount: ['50.00', [Validators.required, amountGiven(), wholeCents(), atLeastOne]],
  });

  protected async pay(): Promise<void> {
    if (this.form.invalid || this.busy()) {
      this.form.markAllAsTouched();
      return;
    }
    this.busy.set(true);
    this.failure.set(undefined);
    try {
      const { url } = await this.api.topUp(
        this.id,
        parseAmount(this.form.getRawValue().amount) ?? '0',
      );
      this.leave.to(url);
    } catch (error) {
      this.failure.set(failureOf(error));
      this.busy.set(false);
    }
  }
}
