import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { UsageFigures } from '@renum/contracts';
import { CountPipe, DurationPipe, ExactMoneyPipe, MoneyPipe } from '../../../ui/pipes';

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const share = (part: number, whole: number): string => percent.format(part / whole);

/** The sums of a range at a glance. */
@Component({
  selector: 'rn-usage-figures',
  imports: [CountPipe, DurationPipe, ExactMoneyPipe, MoneyPipe],
  templateUrl: './usage-figures.html',
  styleUrl: '../../../ui/chart/figures.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UsageFigureList {
  readonly figures = input.required<UsageFigures>();
  readonly currency = input('USD');
  readonly ofAllTenants = input(false);
  protected readonly charged = computed(() => BigInt(this.figures().chargeNano) !== 0n);
  protected readonly failed = computed(() => {
    const { calls, failedCalls } = this.figures();
    return failedCalls === 0 ? 'none failed' : `${share(failedCalls, calls)} failed`;
  });
  protected readonly cached = computed(() => {
    const { inputTokens, cacheReadTokens } = this.figures();
    return cacheReadTokens === 0 ? '' : `${share(cacheReadTokens, inputTokens)} from the cache`;
  });
  protected readonly estimated = computed(() => {
    const { calls, estimatedEvents } = this.figures();
    return estimatedEvents === 0 ? '' : `${share(estimatedEvents, calls)} of calls estimated`;
  });
}
