import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { BudgetFigures } from '@renum/contracts';
import { BudgetsApi, type BudgetPlace } from '../../../core/api/budgets.api';
import { Clock } from '../../../ui/ago/clock';
import { LoadError } from '../../../ui/load-error/load-error';
import { MoneyPipe } from '../../../ui/pipes';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { BurnDownChart } from './burn-down-chart';
import { linesOf } from './burn-down-series';
import { outlookOf } from './outlook';

/** How one budget is used up over its period, and where that leads. */
@Component({
  selector: 'rn-burn-down',
  imports: [BurnDownChart, LoadError, MoneyPipe, Skeleton],
  template: `
    @if (view.error(); as error) {
      <rn-load-error [error]="error" (retry)="view.reload()" />
    } @else if (shown(); as of) {
      <dl>
        <div>
          <dt>Spent</dt>
          <dd>{{ figures().spent.nano | money: figures().spent.currency }}</dd>
        </div>
        <div>
          <dt>Set aside</dt>
          <dd>{{ figures().reserved.nano | money: figures().reserved.currency }}</dd>
        </div>
        <div>
          <dt>Left</dt>
          <dd>{{ left() | money: figures().limit.currency }}</dd>
        </div>
        @if (of.view.projected; as projected) {
          <div>
            <dt>By the end, at this pace</dt>
            <dd>{{ projected.nano | money: projected.currency }}</dd>
          </div>
        }
      </dl>
      <p class="outlook" [class.bad]="of.outlook.bad">{{ of.outlook.text }}</p>
      <rn-burn-down-chart [lines]="of.lines" />
    } @else {
      <rn-skeleton [count]="1" [height]="320" />
    }
  `,
  styleUrl: './burn-down.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BurnDown {
  private readonly clock = inject(Clock);
  readonly place = input.required<BudgetPlace>();
  readonly budgetId = input.required<string>();
  readonly figures = input.required<BudgetFigures>();
  protected readonly view = inject(BudgetsApi).burnDown(
    () => this.place(),
    () => this.budgetId(),
  );
  protected readonly left = computed(() => {
    const { limit, spent, reserved } = this.figures();
    const left = BigInt(limit.nano) - BigInt(spent.nano) - BigInt(reserved.nano);
    return String(left > 0n ? left : 0n);
  });
  protected readonly shown = computed(() => {
    if (!this.view.hasValue()) return undefined;
    const view = this.view.value();
    return {
      view,
      lines: linesOf(view, this.figures().limit.nano, this.clock.now()),
      outlook: outlookOf(view, this.figures(), this.clock.now()),
    };
  });
}
