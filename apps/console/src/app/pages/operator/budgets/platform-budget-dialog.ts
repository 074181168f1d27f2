import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import type { BudgetPeriod, PlatformBudgetView } from '@renum/contracts';
import { BudgetsApi } from '../../../core/api/budgets.api';
import { amountGiven, amountWords } from '../../../core/amount-given';
import { Attempt } from '../../../core/attempt';
import { PERIOD_WORDS } from '../../../core/budget-words';
import { entriesOf } from '../../../core/entries';
import { parseAmount } from '../../../core/money';
import { FailureNote } from '../../../ui/failure-note/failure-note';

/** Sets a budget for all tenants together; there is at most one a period. */
@Component({
  selector: 'rn-platform-budget-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    ReactiveFormsModule,
  ],
  template: `
    <h2 mat-dialog-title>New platform budget</h2>
    <form [formGroup]="form" (ngSubmit)="save()" novalidate>
      <mat-dialog-content>
        <div class="rn-form">
          <mat-form-field>
            <mat-label>Period</mat-label>
            <mat-select formControlName="period">
              @for (period of periods; track period[0]) {
                <mat-option [value]="period[0]">{{ period[1].label }}</mat-option>
              }
            </mat-select>
          </mat-form-field>
          <mat-form-field floatLabel="always">
            <mat-label>Limit</mat-label>
            <span matTextPrefix>$&nbsp;</span>
            <input matInput formControlName="limit" inputmode="decimal" autocomplete="off" />
            <mat-hint>At 100 % the calls of every tenant are refused.</mat-hint>
            <mat-error>{{
              amountWords(form.controls.limit, 'An amount above zero, such as 2500.00')
            }}</mat-error>
          </mat-form-field>
          <rn-failure-note [failure]="attempt.failure()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>Cancel</button>
        <button matButton="filled" type="submit" [disabled]="attempt.busy()">Set the budget</button>
      </mat-dialog-actions>
    </form>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PlatformBudgetDialog {
  private readonly api = inject(BudgetsApi);
  private readonly reference = inject(MatDialogRef<PlatformBudgetDialog, PlatformBudgetView>);
  private readonly build = inject(NonNullableFormBuilder);
  protected readonly attempt = new Attempt();
  protected readonly periods = entriesOf(PERIOD_WORDS);
  protected readonly amountWords = amountWords;
  protected readonly form = this.build.group({
    period: this.build.control<BudgetPeriod>('day'),
    limit: ['', [Validators.required, amountGiven()]],
  });

  protected async save(): Promise<void> {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      const { period, limit } = this.form.getRawValue();
      const limitNano = parseAmount(limit) ?? '0';
      this.reference.close(await this.api.createPlatform({ period, limitNano }));
    });
  }
}
