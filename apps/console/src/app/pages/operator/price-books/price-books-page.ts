import { ChangeDetectionStrategy, Component, computed, inject, resource } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatExpansionModule } from '@angular/material/expansion';
import { MatIcon } from '@angular/material/icon';
import type { PriceBookView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { PriceBooksApi } from '../../../core/api/price-books.api';
import { dayWords } from '../../../core/billing-words';
import { Notify } from '../../../core/notify';
import { Clock } from '../../../ui/ago/clock';
import { Chip } from '../../../ui/chip/chip';
import { EmptyState } from '../../../ui/empty-state/empty-state';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { booksOf } from './books';
import { PriceBookDialog } from './price-book-dialog';
import { ruleLines } from './price-words';

/** What Renum charges: books by name, each with its versions. */
@Component({
  selector: 'rn-price-books-page',
  imports: [
    Chip,
    EmptyState,
    LoadError,
    MatButton,
    MatExpansionModule,
    MatIcon,
    PageHeader,
    Skeleton,
  ],
  templateUrl: './price-books-page.html',
  styleUrl: './price-books-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PriceBooksPage {
  private readonly api = inject(PriceBooksApi);
  private readonly dialog = inject(MatDialog);
  private readonly notify = inject(Notify);
  private readonly clock = inject(Clock);
  protected readonly list = resource({ loader: () => this.api.all() });
  protected readonly books = computed(() =>
    this.list.hasValue() ? booksOf(this.list.value(), this.clock.now()) : undefined,
  );
  protected readonly linesOf = ({ rules }: PriceBookView) => [...ruleLines(rules)];
  protected readonly dayOf = dayWords;

  /** @param current the version to go on from; without one it is a new book */
  protected async write(current?: PriceBookView): Promise<void> {
    const opened = this.dialog.open<PriceBookDialog, PriceBookView | null, PriceBookView>(
      PriceBookDialog,
      { data: current ?? null, width: '820px', maxWidth: '96vw' },
    );
    const made = await firstValueFrom(opened.afterClosed());
    if (!made) return;
    this.notify.done(`Version ${made.version} of ${made.name} is published.`);
    this.list.reload();
  }
}
