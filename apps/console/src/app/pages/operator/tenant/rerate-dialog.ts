import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { MatTableModule } from '@angular/material/table';
import type { RerateView } from '@renum/contracts';
import { RatingApi } from '../../../core/api/rating.api';
import { Attempt } from '../../../core/attempt';
import { monthWords } from '../../../core/billing-words';
import { Confirm } from '../../../ui/confirm/confirm';
import { FailureNote } from '../../../ui/failure-note/failure-note';
import { CountPipe, ExactMoneyPipe, MoneyPipe } from '../../../ui/pipes';
import { endedMonths, type TenantSince } from './ended-months';
import { differenceWords, mayBook } from './rerate-words';

/** Charges a month anew by the prices that hold for it now: first to look at, then booked. */
@Component({
  selector: 'rn-rerate-dialog',
  imports: [
    CountPipe,
    ExactMoneyPipe,
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatSelectModule,
    MatSlideToggle,
    MatTableModule,
    MoneyPipe,
    ReactiveFormsModule,
  ],
  templateUrl: './rerate-dialog.html',
  styleUrl: './rerate-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RerateDialog {
  private readonly api = inject(RatingApi);
  private readonly confirm = inject(Confirm);
  private readonly data = inject<TenantSince>(MAT_DIALOG_DATA);
  private readonly reference = inject(MatDialogRef<RerateDialog, RerateView>);
  /** The open month too: a mistake in a book is best corrected before the invoice. */
  protected readonly months = [
    new Date().toISOString().slice(0, 7),
    ...endedMonths(new Date(), this.data.since),
  ];
  protected readonly words = monthWords;
  protected readonly columns = ['item', 'changed', 'before', 'after'];
  protected readonly attempt = new Attempt();
  protected readonly found = signal<RerateView | undefined>(undefined);
  protected readonly sum = computed(() => {
    const found = this.found();
    return found && differenceWords(found);
  });
  protected readonly bookable = computed(() => {
    const found = this.found();
    return found && mayBook(found) ? found : undefined;
  });
  protected readonly form = inject(NonNullableFormBuilder).group({
    month: [this.months[1] ?? this.months[0] ?? ''],
    intoOpenMonth: [false],
  });

  constructor() {
    // What was found is of another question then.
    this.form.valueChanges.subscribe(() => this.found.set(undefined));
  }

  protected async look(): Promise<void> {
    await this.attempt.make(async () => {
      this.found.set(await this.api.preview(this.data.tenantId, this.form.getRawValue()));
    });
  }

  protected async book(found: RerateView): Promise<void> {
    const sure = await this.confirm.ask({
      heading: 'Book the difference?',
      text: `${differenceWords(found)} The tenant sees it among its movements. It can only be undone by rating the month anew with other prices.`,
      action: 'Book it',
    });
    if (!sure) return;
    await this.attempt.make(async () => {
      this.reference.close(await this.api.apply(this.data.tenantId, this.form.getRawValue()));
    });
  }
}
