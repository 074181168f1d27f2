import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import type { BillingMode, BillingTermsView } from '@renum/contracts';
import { PriceBooksApi } from '../../../core/api/price-books.api';
import { type Terms, WalletApi } from '../../../core/api/wallet.api';
import { Attempt } from '../../../core/attempt';
import { MODE_WORDS } from '../../../core/billing-words';
import { entriesOf } from '../../../core/entries';
import { FailureNote } from '../../../ui/failure-note/failure-note';

export interface TermsDialogData {
  tenantId: string;
  terms: BillingTermsView;
}

const WHOLE_BP = 10_000;

/** How a tenant pays, and by which prices, from now on. */
@Component({
  selector: 'rn-terms-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    MatSelectModule,
    MatSlideToggle,
    ReactiveFormsModule,
  ],
  templateUrl: './terms-dialog.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TermsDialog {
  private readonly api = inject(WalletApi);
  private readonly priceBooks = inject(PriceBooksApi);
  private readonly reference = inject(MatDialogRef<TermsDialog, BillingTermsView>);
  private readonly build = inject(NonNullableFormBuilder);
  private readonly data = inject<TermsDialogData>(MAT_DIALOG_DATA);
  protected readonly attempt = new Attempt();
  protected readonly books = signal<readonly string[]>(
    this.data.terms.priceBook ? [this.data.terms.priceBook] : [],
  );
  protected readonly modes = entriesOf(MODE_WORDS);
  protected readonly modeWords = MODE_WORDS;
  /** A tenant that has a book keeps one: the API takes none away. */
  protected readonly hasBook = this.data.terms.priceBook !== undefined;
  protected readonly form = this.build.group({
    mode: this.build.control<BillingMode>(this.data.terms.mode),
    priceBook: [this.data.terms.priceBook ?? ''],
    taxName: [this.data.terms.taxName, [Validators.required, Validators.maxLength(40)]],
    taxPercent: [
      this.data.terms.taxBp / 100,
      [Validators.required, Validators.min(0), Validators.max(100)],
    ],
    platformKeys: [this.data.terms.platformKeys],
  });

  constructor() {
    void this.loadBooks();
  }

  protected async save(): Promise<void> {
    if (this.form.invalid) {
      this.form.markAllAsTouched();
      return;
    }
    await this.attempt.make(async () => {
      this.reference.close(await this.api.setTerms(this.data.tenantId, this.terms()));
    });
  }

  private async loadBooks(): Promise<void> {
    try {
      const books = await this.priceBooks.all();
      this.books.set([...new Set(books.map(({ name }) => name))].toSorted());
    } catch (error) {
      this.attempt.failed(error);
    }
  }

  private terms(): Terms {
    const { mode, priceBook, taxName, taxPercent, platformKeys } = this.form.getRawValue();
    return {
      mode,
      ...(priceBook && { priceBook }),
      taxName: taxName.trim(),
      taxBp: Math.min(WHOLE_BP, Math.round(taxPercent * 100)),
      platformKeys,
    };
  }
}
