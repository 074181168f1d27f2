import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { MatTableModule } from '@angular/material/table';
import type { InvoiceDetailView } from '@renum/contracts';
import { dayWords } from '../../../core/billing-words';
import { CountPipe, ExactMoneyPipe, MoneyPipe } from '../../../ui/pipes';
import { leftOf, sumsOf } from './invoice-sums';

/** What was used by which agent, how that becomes the total, and what was credited. */
@Component({
  selector: 'rn-invoice-lines',
  imports: [CountPipe, ExactMoneyPipe, MatTableModule, MoneyPipe],
  templateUrl: './invoice-lines.html',
  styleUrl: './invoice-lines.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InvoiceLines {
  readonly invoice = input.required<InvoiceDetailView>();
  protected readonly columns = ['who', 'item', 'events', 'quantity', 'amount'];
  protected readonly sums = computed(() => sumsOf(this.invoice()));
  protected readonly left = computed(() => leftOf(this.invoice()));
  protected readonly dayOf = dayWords;
}
