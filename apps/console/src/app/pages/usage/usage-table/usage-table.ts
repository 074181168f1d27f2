import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { MatSortModule } from '@angular/material/sort';
import { MatTableModule } from '@angular/material/table';
import { RouterLink } from '@angular/router';
import type { UsageBucket, UsageFigures, UsageRowView } from '@renum/contracts';
import { stepLabel } from '../../../core/calendar';
import { quantityWords } from '../../../core/quantity-words';
import { CountPipe, DurationPipe, ExactMoneyPipe, MoneyPipe } from '../../../ui/pipes';
import { drillOf, GROUPS, type UsageAsk, type UsageBy } from '../usage-question';
import { type Order, ordered } from './usage-order';

/** An answer's groups; each leads to what it is made of. */
@Component({
  selector: 'rn-usage-table',
  imports: [
    CountPipe,
    DurationPipe,
    ExactMoneyPipe,
    MatSortModule,
    MatTableModule,
    MoneyPipe,
    RouterLink,
  ],
  templateUrl: './usage-table.html',
  styleUrl: './usage-table.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UsageTable {
  readonly rows = input.required<readonly UsageRowView[]>();
  readonly totals = input.required<UsageFigures>();
  readonly groupBy = input.required<UsageBy>();
  readonly step = input.required<UsageBucket>();
  readonly timeZone = input('UTC');
  readonly currency = input('USD');
  protected readonly order = signal<Order>({ active: '', direction: '' });
  protected readonly title = computed(() => GROUPS[this.groupBy()]);
  protected readonly columns = computed(() => [
    'label',
    'calls',
    'failed',
    'input',
    'output',
    'first',
    ...(this.rows().some(({ meter }) => meter !== undefined) ? ['quantity'] : []),
    ...(BigInt(this.totals().chargeNano) === 0n ? [] : ['charge']),
    'cost',
  ]);
  protected readonly quantity = quantityWords;
  protected readonly shown = computed(() => {
    const rows = this.groupBy() === 'day' ? this.rows().toReversed() : this.rows();
    return ordered(rows, this.order());
  });

  private readonly largest = computed(() => {
    const costs = this.rows().map(({ costNano }) => BigInt(costNano));
    return costs.reduce((most, cost) => (cost > most ? cost : most), 0n);
  });

  protected labelOf({ label, key }: UsageRowView): string {
    return this.groupBy() === 'day' ? stepLabel(key, this.step(), this.timeZone()) : label;
  }

  protected drill({ key, others }: UsageRowView): UsageAsk | undefined {
    return others ? undefined : drillOf(this.groupBy(), key, this.step());
  }

  /** Of the costliest row, in percent: the width of a bar. */
  protected share({ costNano }: UsageRowView): number {
    const most = this.largest();
    return most === 0n ? 0 : Number((BigInt(costNano) * 1000n) / most) / 10;
  }
}
