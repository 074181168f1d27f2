import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import type { PriceBookView, PriceRules } from '@renum/contracts';
import { startWith } from 'rxjs';
import { PriceBooksApi } from '../../../core/api/price-books.api';
import { amountWords } from '../../../core/amount-given';
import { Attempt } from '../../../core/attempt';
import { dayOf } from '../../../core/time';
import { FailureNote } from '../../../ui/failure-note/failure-note';
import { KIND_WORDS, ruleChanges } from './price-words';
import { type FeeForm, PERS, RulesForm } from './rules-form';

const NONE: PriceRules = { markupBp: 0, fees: [] };
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** `2026-12-01`, the first day of the next month in UTC: prices usually change with a month. */
const nextMonth = (now: Date): string =>
  dayOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)));

/** Writes a new price book, or the next version of one; says what it changes before it is published. */
@Component({
  selector: 'rn-price-book-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatIcon,
    MatIconButton,
    MatInput,
    MatSelectModule,
    ReactiveFormsModule,
  ],
  templateUrl: './price-book-dialog.html',
  styleUrl: './price-book-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PriceBookDialog {
  private readonly api = inject(PriceBooksApi);
  private readonly reference = inject(MatDialogRef<PriceBookDialog, PriceBookView>);
  /** The version that the new one follows; null for a new book. */
  protected readonly current = inject<PriceBookView | null>(MAT_DIALOG_DATA);
  protected readonly attempt = new Attempt();
  protected readonly amountWords = amountWords;
  protected readonly pers = PERS;
  protected readonly kinds = Object.entries(KIND_WORDS);
  protected readonly rules = new RulesForm(this.current?.rules ?? NONE);
  protected readonly form = new FormGroup({
    name: new FormControl(this.current?.name ?? '', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(NAME)],
    }),
    from: new FormControl(nextMonth(new Date()), {
      nonNullable: true,
      validators: [Validators.required],
    }),
    rules: this.rules.group,
  });
  private readonly edited = toSignal(this.form.valueChanges.pipe(startWith(null)));
  protected readonly changes = computed(() => {
    this.edited();
    return ruleChanges(this.current?.rules, this.rules.rules());
  });

  protected removeTier(fee: FeeForm, index: number): void {
    fee.controls.tiers.removeAt(index);
  }

  protected async publish(): Promise<void> {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      const { name, from } = this.form.getRawValue();
      const effectiveFrom = `${from}T00:00:00.000Z`;
      const rules = this.rules.rules();
      this.reference.close(await this.api.publish({ name, effectiveFrom, rules }));
    });
  }
}
