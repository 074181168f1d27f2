import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { WalletView } from '@renum/contracts';
import { type Credit, type MovementKind, WalletApi } from '../../../core/api/wallet.api';
import { amountGiven, amountWords } from '../../../core/amount-given';
import { Attempt } from '../../../core/attempt';
import { parseAmount } from '../../../core/money';
import { newMovementId } from '../../../core/movement-id';
import { dayOf } from '../../../core/time';
import { FailureNote } from '../../../ui/failure-note/failure-note';
import { MOVEMENT_LOOKS } from './movement-looks';

export interface MovementDialogData {
  tenantId: string;
  kind: MovementKind;
}

/** Moves a tenant's money, with the reason that is on record. */
@Component({
  selector: 'rn-movement-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    ReactiveFormsModule,
  ],
  template: `
    <h2 mat-dialog-title>{{ look.label }}</h2>
    <form [formGroup]="form" (ngSubmit)="save()" novalidate>
      <mat-dialog-content>
        <div class="rn-form">
          <p class="rn-muted">{{ look.hint }}</p>
          <mat-form-field floatLabel="always">
            <mat-label>Amount</mat-label>
            <span matTextPrefix>$&nbsp;</span>
            <input matInput formControlName="amount" inputmode="decimal" autocomplete="off" />
            <mat-error>{{
              amountWords(form.controls.amount, 'An amount above zero, such as 50.00')
            }}</mat-error>
          </mat-form-field>
          <mat-form-field>
            <mat-label>Reason</mat-label>
            <input matInput formControlName="reference" autocomplete="off" />
            <mat-hint>The tenant sees it among its movements</mat-hint>
            <mat-error>Say why, in at most 200 characters</mat-error>
          </mat-form-field>
          @if (data.kind === 'credits') {
            <div class="rn-row">
              <mat-form-field class="rn-grow">
                <mat-label>Last day (optional)</mat-label>
                <input matInput type="date" formControlName="lastDay" [min]="today" />
              </mat-form-field>
              <mat-form-field class="rn-grow">
                <mat-label>Priority</mat-label>
                <input matInput type="number" min="0" max="1000" formControlName="priority" />
                <mat-hint>Lower is used first</mat-hint>
                <mat-error>0 to 1000</mat-error>
              </mat-form-field>
            </div>
          }
          <rn-failure-note [failure]="attempt.failure()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>Cancel</button>
        <button matButton="filled" type="submit" [disabled]="attempt.busy()">
          {{ look.action }}
        </button>
      </mat-dialog-actions>
    </form>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MovementDialog {
  private readonly api = inject(WalletApi);
  private readonly reference = inject(MatDialogRef<MovementDialog, WalletView>);
  protected readonly data = inject<MovementDialogData>(MAT_DIALOG_DATA);
  protected readonly look = MOVEMENT_LOOKS[this.data.kind];
  /** One for all attempts of this dialog: an answer that was lost moves nothing twice. */
  private readonly id = newMovementId();
  protected readonly today = dayOf(new Date());
  protected readonly attempt = new Attempt();
  protected readonly amountWords = amountWords;
  protected readonly form = inject(NonNullableFormBuilder).group({
    amount: ['', [Validators.required, amountGiven()]],
    reference: ['', [Validators.required, Validators.maxLength(200)]],
    lastDay: [''],
    priority: [100, [Validators.required, Validators.min(0), Validators.max(1000)]],
  });

  protected async save(): Promise<void> {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      const { tenantId, kind } = this.data;
      this.reference.close(await this.api.move(tenantId, kind, this.movement()));
    });
  }

  private movement(): Credit {
    const { amount, reference, lastDay, priority } = this.form.getRawValue();
    return {
      id: this.id,
      amountNano: parseAmount(amount) ?? '0',
      reference: reference.trim(),
      ...(this.data.kind === 'credits' && {
        priority,
        // The whole day, in UTC, as everything about money.
        ...(lastDay && { expiresAt: `${lastDay}T23:59:59.000Z` }),
      }),
    };
  }
}
